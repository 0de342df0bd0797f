/** Uploads that go on while another page is looked at, each with the way back to its post. */
import './uploads-dock.css';
import { isUnderWay, type Sending, sendings } from '../pages/upload/sending/uploads';
import { Progress } from '../parts/progress';

const STOPPED: Partial<Record<Sending['state'], string>> = {
  paused: 'paused',
  waiting: 'waiting for the connection',
  failed: 'stopped',
};

export function UploadsDock({ path }: { path: string }) {
  const elsewhere = [...sendings.value.values()].filter(
    (one) => (isUnderWay(one) || one.state === 'failed') && path !== `/posts/${one.postId}`,
  );
  if (elsewhere.length === 0) return null;
  return (
    <section class="dock" aria-label="Uploads">
      {elsewhere.map(({ postId, name, state, sent, size }) => (
        <a key={postId} href={`/posts/${postId}`} class="small">
          <span class="row between">
            <span class="name">{name}</span>
            <span class="soft number">{STOPPED[state] ?? percent(sent / size)}</span>
          </span>
          <Progress label={`Sending ${name}`} value={sent / size} />
        </a>
      ))}
    </section>
  );
}

/** Never 100 % before TikTok has the last byte. */
function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
