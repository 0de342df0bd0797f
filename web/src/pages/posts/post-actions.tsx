/** What the person may do about a post: try it again, or give it up. */
import { useState } from 'preact/hooks';
import { body, type TikTok, tiktok } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Question } from '../../parts/dialog';
import { begin, drop, fileOf, pause, resume, sendings } from '../../uploads/uploads';

type Status = TikTok['StatusAnswer'];

interface Props {
  status: Status;
  /** Called with what the service said of the post after an act. */
  onStatus: (status: Status) => void;
  onChanged: () => Promise<void>;
}

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
  const canCancel = isCancellable(status);
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

/** A fetch can be stopped; a video that was sent to TikTok cannot be taken back. */
function isCancellable({ status, source }: Status): boolean {
  return status === 'UPLOADING' || (status === 'PROCESSING' && source === 'PULL_FROM_URL');
}

function verb({ status }: Status): string {
  return status === 'UPLOADING' ? 'Cancel the upload' : 'Cancel the post';
}

function consequence({ status }: Status): string {
  return status === 'UPLOADING'
    ? 'Nothing is posted, and what TikTok has of it is discarded.'
    : 'TikTok is asked to stop. If it has fetched everything already, it may refuse.';
}

/** Give it up; an upload that is not given up in the end goes on. */
async function cancel(post_id: string): Promise<Status> {
  const params = { path: { post_id } };
  const state = sendings.peek().get(post_id)?.state;
  const goesOn = state === 'sending' || state === 'waiting';
  if (goesOn) await pause(post_id);
  try {
    const status = await body(tiktok.POST('/api/tiktok/posts/{post_id}/cancel', { params }));
    drop(post_id);
    return status;
  } catch (error) {
    if (goesOn) void resume(post_id);
    throw error;
  }
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
