/** Notices of what only the user can solve, with a link to the solution. */
import type { TargetedMouseEvent } from 'preact';
import { useState } from 'preact/hooks';
import { type Auth, auth, body } from '../api/clients';
import { asProblem } from '../api/problem';
import { useAccounts } from '../live/accounts';
import { useResource } from '../live/resource';
import { useSettling } from '../live/settling';
import { Alert, type Tone } from '../parts/alert';
import { Button, ButtonLink } from '../parts/button';
import { headingAfter } from '../parts/focus';
import { nameOf, usePlatforms } from '../platforms/known';

type Notice = Auth['NoticeView'];

const MOST_SHOWN = 3;
const TONES: Record<Notice['kind'], Tone> = {
  RECONNECT: 'bad',
  DISCONNECTED: 'wait',
  GRANT_REFUSED: 'bad',
  REFRESH_FAILING: 'wait',
  GRANT_ENDING: 'wait',
  POSTED_TWICE: 'bad',
};
const MENDED_BY_CONNECTING = new Set<Notice['kind']>(['RECONNECT', 'DISCONNECTED', 'GRANT_ENDING']);

function isOpen(notice: Notice): boolean {
  return !notice.read_at && !notice.resolved_at;
}

export function Notices() {
  const { data, reload } = useResource(() => body(auth.GET('/api/auth/notices')), 'notices');
  // The event stream may be faster than the notices: read them twice.
  useSettling(reload, false);
  const open = (data?.notices ?? []).filter(isOpen);
  return open.length > 0 && <OpenNotices open={open} onRead={reload} />;
}

interface OpenProps {
  open: readonly Notice[];
  onRead: () => Promise<void>;
}

function OpenNotices({ open, onRead }: OpenProps) {
  const platforms = usePlatforms();
  const { data: accounts } = useAccounts();
  const titleOf = ({ account_id: id, sentence }: Notice) => {
    const account = accounts?.find(({ account_id }) => account_id === id);
    return account ? `${nameOf(platforms, account)}: ${sentence}` : sentence;
  };
  return (
    <section class="stack" aria-label="Notices">
      {open.slice(0, MOST_SHOWN).map((notice) => (
        <NoticeAlert
          key={notice.notice_id}
          notice={notice}
          title={titleOf(notice)}
          onRead={onRead}
        />
      ))}
      {open.length > MOST_SHOWN && (
        <p class="small soft">{open.length - MOST_SHOWN} more after these.</p>
      )}
    </section>
  );
}

interface AlertProps {
  notice: Notice;
  title: string;
  onRead: () => Promise<void>;
}

function NoticeAlert({ notice, title, onRead }: AlertProps) {
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const dismiss = async ({ currentTarget }: TargetedMouseEvent<HTMLButtonElement>) => {
    headingAfter(currentTarget);
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
        <ButtonLink
          look="primary"
          href={`/platforms/connect/${notice.provider}`}
          aria-label={`Reconnect: ${title}`}
        >
          Reconnect
        </ButtonLink>
      )}
      {notice.kind === 'POSTED_TWICE' && (
        <ButtonLink look="primary" href={`/posts/${notice.reason}`}>
          Open the post
        </ButtonLink>
      )}
      <Button look="quiet" isBusy={isBusy} onClick={dismiss} aria-label={`Dismiss: ${title}`}>
        Dismiss
      </Button>
    </>
  );
  return (
    <Alert tone={TONES[notice.kind]} title={title} actions={actions} isBar>
      {notice.next_step}
      {trouble && <p role="alert">{trouble}</p>}
    </Alert>
  );
}
