/** How far a deletion is; anybody with its address may look, and it names nobody. */
import { useEffect } from 'preact/hooks';
import { type Auth, auth, body } from '../../api/clients';
import { useResource } from '../../live/resource';
import { Alert, ProblemAlert } from '../../parts/alert';
import { Fact, Facts } from '../../parts/data/facts';
import { Time } from '../../parts/data/time';
import { Card, PageHead, Skeleton } from '../../parts/surface';

type View = Auth['ErasureView'];
const EVERY_MS = 3_000;

export default function Erasure({ code = '' }: { code?: string }) {
  const { data, problem, reload } = useResource(
    () => body(auth.GET('/api/auth/erasures/{code}', { params: { path: { code } } })),
    code,
  );
  const isDone = Boolean(data?.completed_at);
  useEffect(() => {
    if (isDone) return undefined;
    const timer = setInterval(() => void reload(), EVERY_MS);
    return () => clearInterval(timer);
  }, [isDone, reload]);
  return (
    <>
      <PageHead title="Your account is deleted" />
      <Card label="How far it is">
        <ProblemAlert problem={problem} title="This deletion was not found" />
        {!data && !problem && <Skeleton lines={3} label="Reading how far it is" />}
        {data && <Progress of={data} />}
      </Card>
    </>
  );
}

function Progress({ of: erasure }: { of: View }) {
  const { accounts, ended, erased, requested_at, completed_at } = erasure;
  return (
    <>
      {completed_at ? (
        <Alert tone="good" title="Everything is erased">
          <p>You can close this page.</p>
        </Alert>
      ) : (
        <Alert tone="wait" title="Your accounts are being disconnected and erased">
          <p>
            You need not wait. Keep this page’s address to look again. A platform that does not
            answer is asked for a day; then its permission is forgotten here.
          </p>
        </Alert>
      )}
      <Facts>
        <Fact name="Asked for">
          <Time at={requested_at} isExact />
        </Fact>
        <Fact name="Sign-in, sessions and keys">Ended</Fact>
        <Fact name="Accounts disconnected">
          {ended} of {accounts}
        </Fact>
        <Fact name="Accounts erased">
          {erased} of {accounts}
        </Fact>
        {completed_at && (
          <Fact name="Completed">
            <Time at={completed_at} isExact />
          </Fact>
        )}
      </Facts>
    </>
  );
}
