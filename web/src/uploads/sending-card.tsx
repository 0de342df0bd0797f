/** The upload of this post: its progress, and how to continue it after an interruption. */
import { useEffect, useState } from 'preact/hooks';
import { Alert } from '../parts/alert';
import { Button } from '../parts/button';
import { Progress } from '../parts/progress';
import type { Platform, PostStatus } from '../platforms/platform';
import { storedOf } from './chunks';
import { sentElsewhere } from './elsewhere';
import { FilePicker } from './file-picker';
import { offsetAt } from './offset';
import { paceOf, sizeWord } from './pace';
import { fingerprintOf, mismatch, recall } from './resume';
import { UNREADABLE } from './trouble';
import { begin, pause, resume, type Sending, sendings, type UploadTarget } from './uploads';

interface Props {
  platform: Platform;
  status: PostStatus;
  onSent: () => void;
}

export function SendingCard({ platform, status, onSent }: Props) {
  const sending = sendings.value.get(status.post_id);
  const isSent = sending?.state === 'sent';
  useEffect(() => {
    if (isSent) onSent();
  }, [isSent, onSent]);
  if (status.status !== 'UPLOADING' || !status.upload) return null;
  if (sending && sending.trouble !== UNREADABLE)
    return <UnderWay platform={platform} sending={sending} />;
  const trouble = sending?.trouble ?? '';
  const elsewhere = sentElsewhere.value.get(status.post_id);
  if (elsewhere && !sending) {
    return (
      <section class="sending stack" aria-label="Upload">
        <Alert tone="calm" title="Being sent in another tab">
          {elsewhere.name} is sent from another tab of this browser. Leave that tab open.
        </Alert>
        <Progress label={`Sending ${elsewhere.name}`} value={elsewhere.arrived / elsewhere.size} />
      </section>
    );
  }
  return (
    <ChooseAgain platform={platform} status={status} target={status.upload} trouble={trouble} />
  );
}

function UnderWay({ platform, sending }: { platform: Platform; sending: Sending }) {
  const { postId, name, arrived, stored, size, state, trouble } = sending;
  const isStopped = state === 'paused' || state === 'failed';
  return (
    <section class="sending stack" aria-label="Upload">
      <div class="row between">
        <strong class="break">{name}</strong>
        <span class="number small soft">
          {platform.name} has {sizeWord(stored)} of {sizeWord(size)}
        </span>
      </div>
      <Progress label={`Sending ${name}`} value={size ? arrived / size : 0} />
      <div class="row between">
        <span class="small soft number" role="status">
          {state === 'sent' ? `${platform.name} has the whole video.` : SAID[state]}
        </span>
        <span class="small soft number">{state === 'sending' && paceOf(sending)}</span>
      </div>
      {trouble && (
        <Alert tone="bad" title="The upload stopped" isUrgent>
          {trouble}
        </Alert>
      )}
      {state !== 'sent' && (
        <div class="row">
          {isStopped ? (
            <Button look="primary" onClick={() => void resume(postId)}>
              Resume
            </Button>
          ) : (
            <Button onClick={() => void pause(postId)}>Pause</Button>
          )}
        </div>
      )}
    </section>
  );
}

const SAID: Partial<Record<Sending['state'], string>> = {
  sending: 'Sending. Keep Postlog open in this tab.',
  waiting: 'The connection was lost. The upload will continue automatically.',
  paused: 'Paused.',
};

interface AgainProps {
  platform: Platform;
  status: PostStatus;
  target: UploadTarget;
  /** Why the file can no longer be sent; empty after a reload. */
  trouble: string;
}

/** Asks for the file again, where this tab does not have it; only the rest of it is sent. */
function ChooseAgain({ platform, status, target, trouble }: AgainProps) {
  const [error, setError] = useState('');
  const size = status.video_size ?? 0;
  const had = recall(status.post_id);
  const [confirmed, setConfirmed] = useState<number | null>(null);
  useEffect(() => {
    // The platform's own status is older than this answer; without an answer nothing is shown.
    void offsetAt(target.url).then(
      (offset) => setConfirmed(offset && storedOf(offset, size, target.chunk_size)),
      () => undefined,
    );
  }, [target.url, target.chunk_size, size]);
  const take = async (file: File) => {
    const fingerprint = await fingerprintOf(file).catch(() => null);
    if (fingerprint === null) return setError(UNREADABLE);
    const wrong = mismatch(had, size, { name: file.name, size: file.size, fingerprint });
    setError(wrong ?? '');
    if (!wrong) await begin(status.post_id, target, file);
  };
  return (
    <section class="sending stack" aria-label="Upload">
      <Alert tone="wait" title="Choose the same file again to continue">
        {had ? `It was ${had.name}, ${sizeWord(size)}. ` : `It has ${sizeWord(size)}. `}
        {confirmed !== null &&
          `${platform.name} has ${sizeWord(confirmed)} of it; only the rest is sent.`}
      </Alert>
      <Progress label="Sent so far" value={size ? (confirmed ?? 0) / size : 0} />
      <FilePicker
        rules={platform.videos}
        onFile={(file) => void take(file)}
        error={error || trouble}
        label={had ? `Choose ${had.name}` : 'Choose the video'}
        about="Postlog checks that it is the same file before it sends anything."
      />
    </section>
  );
}
