/** What needs the person, on every page, with the way to mend it. */
import { useState } from 'preact/hooks';
import { type Auth, auth, body } from '../api/clients';
import { asProblem } from '../api/problem';
import { useResource } from '../live/resource';
import { useSettling } from '../live/settling';
import { Alert, type Tone } from '../parts/alert';
import { Button, ButtonLink } from '../parts/button';

type Notice = Auth['NoticeView'];

const MOST_SHOWN = 3;
const TONES: Record<Notice['kind'], Tone> = {
  RECONNECT: 'bad',
  DISCONNECTED: 'calm',
  GRANT_REFUSED: 'bad',
  REFRESH_FAILING: 'wait',
};
const MENDED_BY_CONNECTING = new Set<Notice['kind']>(['RECONNECT', 'DISCONNECTED']);

function isOpen(notice: Notice): boolean {
  return !notice.read_at && !notice.resolved_at;
}

export function Notices() {
  const { data, reload } = useResource(() => body(auth.GET('/api/auth/notices')), 'notices');
  // Whoever tells of a change may be ahead of whoever keeps the notices.
  useSettling(reload, false);
  const open = (data?.notices ?? []).filter(isOpen);
  if (open.length === 0) return null;
  return (
    <section class="stack" aria-label="Notices">
      {open.slice(0, MOST_SHOWN).map((notice) => (
        <NoticeAlert key={notice.notice_id} notice={notice} onRead={reload} />
      ))}
      {open.length > MOST_SHOWN && (
        <p class="small soft">and {open.length - MOST_SHOWN} more, once these are read.</p>
      )}
    </section>
  );
}

function NoticeAlert({ notice, onRead }: { notice: Notice; onRead: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const dismiss = async () => {
    setBusy(true);
    try {
      const path = { notice_id: notice.notice_id };
      await body(auth.POST('/api/auth/notices/{notice_id}/read', { params: { path } }));
      await onRead();
    } catch (error) {
      setTrouble(asProblem(error).detail);
    } finally {
      setBusy(false);
    }
  };
  const actions = (
    <>
      {MENDED_BY_CONNECTING.has(notice.kind) && (
        <ButtonLink look="primary" href={`/platforms/connect/${notice.provider}`}>
          Reconnect
        </ButtonLink>
      )}
      <Button isBusy={isBusy} onClick={dismiss}>
        Dismiss
      </Button>
    </>
  );
  return (
    <Alert tone={TONES[notice.kind]} title={notice.sentence} actions={actions}>
      {notice.next_step}
      {trouble && <p role="alert">{trouble}</p>}
    </Alert>
  );
}
