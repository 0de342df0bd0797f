/** Shows the uploads that continue while another page is open, with links to their posts. */
import './uploads-dock.css';
import { Progress } from '../parts/progress';
import { useInterrupted } from './interrupted';
import { isUnderWay, type Sending, sendings } from './uploads';

type Shown = Pick<Sending, 'postId' | 'name' | 'state' | 'arrived' | 'size'>;

const STOPPED: Partial<Record<Sending['state'], string>> = {
  paused: 'paused',
  waiting: 'waiting for your connection',
  failed: 'stopped',
};

export function UploadsDock({ path }: { path: string }) {
  const elsewhere = [...sendings.value.values()].filter(
    (one) => (isUnderWay(one) || one.state === 'failed') && path !== `/posts/${one.postId}`,
  );
  const interrupted = useInterrupted().filter(({ postId }) => path !== `/posts/${postId}`);
  const [first] = elsewhere;
  if (!first) return <Interrupted uploads={interrupted} />;
  return (
    <section class="dock" aria-label="Uploads">
      <div class="each">
        {elsewhere.map((one) => (
          <Row key={one.postId} shown={one} />
        ))}
      </div>
      <div class="together">
        <Row shown={together(first, elsewhere)} />
      </div>
    </section>
  );
}

/** What a reload has ended: it is there until its post gets the file, or is cancelled. */
function Interrupted({ uploads }: { uploads: readonly { postId: string; name: string }[] }) {
  const [first] = uploads;
  if (!first) return null;
  const others = uploads.length - 1;
  return (
    <section class="dock" aria-label="Uploads">
      <a href={`/posts/${first.postId}`} class="small">
        <span class="name">
          {first.name}
          {others > 0 && ` and ${others} more`}
        </span>
        <span class="soft">Interrupted. Choose the file again.</span>
      </a>
    </section>
  );
}

function Row({ shown: { postId, name, state, arrived, size } }: { shown: Shown }) {
  return (
    <a href={`/posts/${postId}`} class="small">
      <span class="name">{name}</span>
      <span class="soft number">{STOPPED[state] ?? percent(arrived / size)}</span>
      <Progress label={`Sending ${name}`} value={arrived / size} />
    </a>
  );
}

/** All of them in one row, which leads to the first. */
function together(first: Shown, all: readonly Shown[]): Shown {
  if (all.length === 1) return first;
  const sum = (what: 'arrived' | 'size') => all.reduce((total, one) => total + one[what], 0);
  const [name, arrived, size] = [`${all.length} uploads`, sum('arrived'), sum('size')];
  return { postId: first.postId, name, state: 'sending', arrived, size };
}

/** Round down, so that it is not 100 % before the last byte is confirmed. */
function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
