/** Where a mailed link leads: choosing a new password. The token stands behind the `#`. */
import './enter.css';
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { Alert, ProblemAlert } from '../../parts/alert';
import { Button, ButtonLink } from '../../parts/button';
import { Card, PageHead } from '../../parts/surface';
import { PasswordField } from '../../session/password-field';
import { leave, session } from '../../session/session';

export default function NewPassword() {
  const [token] = useState(() => window.location.hash.slice(1));
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);

  async function send(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const chosen = { token, new_password: password };
      await body(auth.POST('/api/auth/password-resets/confirm', { body: chosen }));
      setDone(true);
      if (session.value) leave(); // all sessions have ended, this one too
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="single">
      <PageHead title="Choose a new password" />
      <Card label="Choose a new password">
        {isDone ? (
          <Alert
            tone="good"
            title="Your password was changed"
            isUrgent
            actions={
              <ButtonLink look="primary" href="/sign-in">
                Sign in
              </ButtonLink>
            }
          >
            <p>You were signed out on all devices.</p>
          </Alert>
        ) : (
          <form class="stack" onSubmit={send}>
            <ProblemAlert problem={problem} title="The password was not changed" />
            <PasswordField label="New password" value={password} onValue={setPassword} isNew />
            <Button type="submit" look="primary" isBusy={isBusy}>
              Change password
            </Button>
          </form>
        )}
        {!isDone && (
          <p class="small soft">
            <a href="/forgot-password">Ask for another link</a>
          </p>
        )}
      </Card>
    </div>
  );
}
