/** Where the person is signed in. */
import { useState } from 'preact/hooks';
import { type Auth, auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Time } from '../../parts/data/time';
import { Card, Skeleton } from '../../parts/surface';
import { leave } from '../../session/session';

type OwnSession = Auth['OwnSession'];

export function SessionsCard() {
  const { data, problem, reload } = useResource(
    () => body(auth.GET('/api/auth/me/sessions')),
    'sessions',
  );
  const [failed, setFailed] = useState<Problem>();
  const doing = async (act: () => Promise<unknown>) => {
    setFailed(undefined);
    try {
      await act();
    } catch (error) {
      setFailed(asProblem(error));
    }
  };
  const end = (one: OwnSession) =>
    doing(async () => {
      const params = { path: { session_id: one.session_id } };
      await body(auth.DELETE('/api/auth/me/sessions/{session_id}', { params }));
      await reload();
    });
  const endAll = () =>
    doing(async () => {
      await body(auth.DELETE('/api/auth/me/sessions'));
      leave();
    });
  return (
    <Card title="Where you are signed in">
      <ProblemAlert problem={problem} title="The sessions could not be read" onRetry={reload} />
      <ProblemAlert problem={failed} title="The session was not ended" />
      {!data && !problem && <Skeleton lines={2} label="Reading the sessions" />}
      <ul class="list kept">
        {data?.sessions.map((one) => (
          <SessionRow key={one.session_id} session={one} onEnd={() => end(one)} />
        ))}
      </ul>
      <Button onClick={endAll}>Sign out everywhere</Button>
    </Card>
  );
}

function SessionRow({ session, onEnd }: { session: OwnSession; onEnd: () => void }) {
  const browser = session.browser || 'A program';
  return (
    <li>
      <div>
        <p>
          {browser}
          {session.is_this && <strong> — this browser</strong>}
        </p>
        <p class="small soft">
          Signed in <Time at={session.began_at} />, last used <Time at={session.last_used_at} />
        </p>
      </div>
      {!session.is_this && (
        <Button onClick={onEnd}>
          Sign out <span class="visually-hidden">of {browser}</span>
        </Button>
      )}
    </li>
  );
}
