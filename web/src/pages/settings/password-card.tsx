import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { Alert, ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Card } from '../../parts/surface';
import { PasswordField } from '../../session/password-field';

export function PasswordCard() {
  const [old, setOld] = useState('');
  const [chosen, setChosen] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);

  async function send(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    setDone(false);
    setProblem(undefined);
    try {
      const change = { old_password: old, new_password: chosen };
      await body(auth.POST('/api/auth/me/password', { body: change }));
      setDone(true);
      setOld('');
      setChosen('');
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  const isWrong = problem?.kind === 'wrong-password';
  return (
    <Card title="Password">
      {isDone && (
        <Alert tone="good" title="Your password was changed" isUrgent>
          <p>All your other sessions were signed out.</p>
        </Alert>
      )}
      <ProblemAlert problem={isWrong ? undefined : problem} title="The password was not changed" />
      <form class="stack" onSubmit={send}>
        <PasswordField
          label="Current password"
          value={old}
          onValue={setOld}
          error={isWrong ? problem.detail : undefined}
        />
        <PasswordField label="New password" value={chosen} onValue={setChosen} isNew />
        <Button type="submit" isBusy={isBusy}>
          Change password
        </Button>
      </form>
    </Card>
  );
}
