/** What the person may do about a post: try it again, or give it up. */
import { useState } from 'preact/hooks';
import { body, type TikTok, tiktok } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Question } from '../../parts/dialog';
import { begin, drop, fileOf, sendings } from '../upload/sending/uploads';

type Status = TikTok['StatusAnswer'];

interface Props {
  status: Status;
  /** Called with what the service said of the post after an act. */
  onStatus: (status: Status) => void;
  onChanged: () => Promise<void>;
}

const CANCELLABLE = new Set(['UPLOADING', 'PROCESSING']);

export function PostActions({ status, onStatus, onChanged }: Props) {
  const [asks, setAsks] = useState<'retry' | 'cancel' | null>(null);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const { post_id } = status;
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      await onChanged(); // a refused attempt changes the post too
      setBusy(false);
      setAsks(null);
    }
  };
  const again = () => act(() => retry(status));
  const canRetry = status.retry !== 'never';
  const canCancel = CANCELLABLE.has(status.status);
  if (!canRetry && !canCancel) return null;
  return (
    <>
      <ProblemAlert problem={problem} />
      <div class="row">
        {canRetry && (
          <Button
            look="primary"
            isBusy={isBusy}
            onClick={() => (status.retry === 'safe' ? again() : setAsks('retry'))}
          >
            Try again
          </Button>
        )}
        {canCancel && <Button onClick={() => setAsks('cancel')}>{verb(status)}</Button>}
      </div>
      {asks === 'retry' && (
        <Question
          title="Did you look in the TikTok app?"
          no="Not yet"
          yes="It is not there: try again"
          isBusy={isBusy}
          onNo={() => setAsks(null)}
          onYes={again}
        >
          <p>{status.message}</p>
          <p>If TikTok took it all the same, a new attempt posts it a second time.</p>
        </Question>
      )}
      {asks === 'cancel' && (
        <Question
          title={`${verb(status)}?`}
          no="Go on with it"
          yes={verb(status)}
          isGrave
          isBusy={isBusy}
          onNo={() => setAsks(null)}
          onYes={() => act(async () => onStatus(await cancel(post_id)))}
        >
          <p>{consequence(status)}</p>
        </Question>
      )}
    </>
  );
}

function verb({ status }: Status): string {
  return status === 'UPLOADING' ? 'Cancel the upload' : 'Cancel the post';
}

function consequence({ source, status }: Status): string {
  if (status === 'UPLOADING') return 'Nothing is posted, and what TikTok has of it is discarded.';
  return source === 'PULL_FROM_URL'
    ? 'TikTok is asked to stop. If it has fetched everything already, it may refuse.'
    : 'TikTok has the video already, and may refuse.';
}

async function cancel(post_id: string): Promise<Status> {
  if (sendings.value.has(post_id)) drop(post_id);
  return body(tiktok.POST('/api/tiktok/posts/{post_id}/cancel', { params: { path: { post_id } } }));
}

/** One new attempt after the one that is shown, however often this is sent, and from where. */
async function retry({ post_id, attempt }: Status): Promise<void> {
  const file = fileOf(post_id);
  const headers = { 'Idempotency-Key': `after-attempt-${attempt}` };
  const answer = await body(
    tiktok.POST('/api/tiktok/posts/{post_id}/retry', { params: { path: { post_id } }, headers }),
  );
  if (answer.upload && file) void begin(post_id, answer.upload, file);
}
