/** What is still missing, the button, and how far the files have been sent. */
import { useId } from 'preact/hooks';
import { Button } from '../../../parts/button';
import { Progress as ProgressBar } from '../../../parts/progress';
import { Card } from '../../../parts/surface';
import type { Progress } from '../form/publish';

interface Props {
  lacking: readonly string[];
  isBusy: boolean;
  progress: Progress | null;
  onPublish: () => void;
}

export function PublishCard({ lacking, isBusy, progress, onPublish }: Props) {
  const id = useId();
  const isReady = lacking.length === 0;
  return (
    <Card label="Publish">
      <div id={id} role="status" class="lacking small">
        {!isReady && (
          <>
            <p>Before you can publish:</p>
            <ul>
              {lacking.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p class="small soft">
        Instagram prepares the post after you publish; a video may take a few minutes.
      </p>
      {progress && (
        <div class="stack">
          <ProgressBar label={`Sending ${progress.name}`} value={progress.share} />
          <p class="small soft break">
            Sending {progress.name}; keep this page open until it has arrived.
          </p>
        </div>
      )}
      <div>
        <Button
          look="primary"
          isBusy={isBusy}
          aria-disabled={!isReady || undefined}
          aria-describedby={isReady ? undefined : id}
          onClick={() => isReady && onPublish()}
        >
          Publish to Instagram
        </Button>
      </div>
    </Card>
  );
}
