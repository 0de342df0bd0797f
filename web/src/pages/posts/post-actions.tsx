/** Buttons to try a post again, or to cancel it. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { asProblem, type Problem } from '../../api/problem';
import { ProblemAlert } from '../../parts/alert';
import { Button } from '../../parts/button';
import { Question } from '../../parts/dialog';
import type { Platform, PostStatus } from '../../platforms/platform';
import { drop, pause, resume, sendings } from '../../uploads/uploads';

interface Props {
  platform: Platform;
  status: PostStatus;
  /** Called with what the service said of the post after an act. */
  onStatus: (status: PostStatus) => void;
  onChanged: () => Promise<void>;
}

export function PostActions({ platform, status, onStatus, onChanged }: Props) {
  const { route } = useLocation();
  const [asks, setAsks] = useState(false);
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
      await onChanged();
      setBusy(false);
      setAsks(false);
    }
  };
  const canRetry = status.retry !== 'never';
  const canCancel = platform.words.isCancellable(status);
  if (!canRetry && !canCancel) return null;
  return (
    <>
      <ProblemAlert problem={problem} />
      <div class="row">
        {canRetry && (
          <Button look="primary" onClick={() => route(platform.againAt(post_id))}>
            {status.change ? 'Edit and post again' : 'Try again'}
          </Button>
        )}
        {canCancel && <Button onClick={() => setAsks(true)}>{verb(status)}</Button>}
      </div>
      {asks && (
        <Question
          title={`${verb(status)}?`}
          no="Keep it"
          yes={verb(status)}
          isGrave
          isBusy={isBusy}
          onNo={() => setAsks(false)}
          onYes={() => act(async () => onStatus(await cancel(platform, post_id)))}
        >
          <p>{consequence(platform, status)}</p>
        </Question>
      )}
    </>
  );
}

function verb({ status }: PostStatus): string {
  return status === 'UPLOADING' ? 'Cancel the upload' : 'Cancel the post';
}

function consequence({ name }: Platform, { status }: PostStatus): string {
  return status === 'UPLOADING'
    ? `Nothing is posted, and what ${name} has of it is discarded.`
    : `${name} is asked to stop. If it has fetched everything already, it may refuse.`;
}

/** Cancel the post. The upload is paused meanwhile, and goes on where the post was not cancelled. */
async function cancel(platform: Platform, post_id: string): Promise<PostStatus> {
  const state = sendings.peek().get(post_id)?.state;
  const goesOn = state === 'sending' || state === 'waiting';
  if (goesOn) await pause(post_id);
  try {
    const status = await platform.posts.cancel(post_id);
    drop(post_id);
    return status;
  } catch (error) {
    if (goesOn) void resume(post_id);
    throw error;
  }
}
