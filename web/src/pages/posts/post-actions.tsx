/** What the person may do about a post: try it again, or give it up. */
import { useState } from 'preact/hooks';
import { body, type TikTok, tiktok } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { isRetryable } from '../../parts/post-words';
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
  const [asks, setAsks] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const { post_id } = status;
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
      await onChanged();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
      setAsks(false);
    }
  };
  const canRetry = isRetryable(status.status);
  const canCancel = CANCELLABLE.has(status.status);
  if (!canRetry && !canCancel) return null;
  return (
    <>
      <ProblemAlert problem={problem} />
      <div class="row">
        {canRetry && (
          <Button look="primary" isBusy={isBusy} onClick={() => act(() => retry(status))}>
            Try again
          </Button>
        )}
        {canCancel && <Button onClick={() => setAsks(true)}>{verb(status)}</Button>}
      </div>
      {asks && (
        <Dialog title={`${verb(status)}?`} onClose={() => setAsks(false)}>
          <p>{consequence(status)}</p>
          <div class="answers">
            <Button onClick={() => setAsks(false)}>Go on with it</Button>
            <Button
              look="danger"
              isBusy={isBusy}
              onClick={() => act(async () => onStatus(await cancel(post_id)))}
            >
              {verb(status)}
            </Button>
          </div>
        </Dialog>
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

/** A key for each press: the service keeps one attempt for it, however often it is sent. */
async function retry({ post_id }: Status): Promise<void> {
  const file = fileOf(post_id);
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const answer = await body(
    tiktok.POST('/api/tiktok/posts/{post_id}/retry', { params: { path: { post_id } }, headers }),
  );
  if (answer.upload && file) void begin(post_id, answer.upload, file);
}
