/** Deletes the person's account, after the password was asked again. */
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Card } from '../../parts/surface';
import { usePlatforms } from '../../platforms/known';
import { PasswordField } from '../../session/password-field';
import { leave } from '../../session/session';

export function DeleteCard() {
  const names = useNames();
  const [asks, setAsks] = useState(false);
  return (
    <Card title="Delete my account">
      <p class="soft">
        Your accounts are disconnected, and everything that Postlog keeps about you is erased. It
        cannot be undone. What is public on {names} stays there.
      </p>
      <Button look="danger" onClick={() => setAsks(true)}>
        Delete my account…
      </Button>
      {asks && <DeleteDialog onClose={() => setAsks(false)} />}
    </Card>
  );
}

/** Name every platform that an account may be connected at. */
function useNames(): string {
  return usePlatforms()
    .map(({ name }) => name)
    .join(' and ');
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);

  async function send(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const { code } = await body(auth.DELETE('/api/auth/me', { body: { password } }));
      route(`/erasures/${code}`);
      leave();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  const names = useNames();
  const isWrong = problem?.kind === 'wrong-password';
  return (
    <Dialog title="Delete your account?" onClose={isBusy ? undefined : onClose}>
      <ul class="effects">
        <li>You are signed out everywhere, and cannot sign in again.</li>
        <li>Postlog’s permission for your accounts ends at {names}.</li>
        <li>Posts, media, comments and numbers are erased here. Uploads end.</li>
        <li>API keys that you made stop working.</li>
        <li>Posts that are public stay on the platforms.</li>
      </ul>
      <ProblemAlert problem={isWrong ? undefined : problem} title="Nothing was deleted" />
      <form class="stack" onSubmit={send}>
        <PasswordField
          label="Your password"
          value={password}
          onValue={setPassword}
          error={isWrong ? problem.detail : undefined}
        />
        <div class="answers">
          <Button onClick={onClose} disabled={isBusy}>
            Keep my account
          </Button>
          <Button type="submit" look="danger" isBusy={isBusy}>
            Delete everything
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
