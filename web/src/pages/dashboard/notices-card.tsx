/** The newest notices: those that were not read, and what became of the others. */
import { type Auth, auth, body } from '../../api/clients';
import { useAccounts } from '../../live/accounts';
import { useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { counted } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { Pill } from '../../parts/pill';
import { Card } from '../../parts/surface';
import { nameOf, usePlatforms } from '../../platforms/known';
import { shownOf, stateOf } from './notices';

type Notice = Auth['NoticeView'];

/** Nothing is shown where there never was a notice, or while that is not known. */
export function NoticesCard() {
  const { data, reload } = useResource(() => body(auth.GET('/api/auth/notices')), 'notices');
  useSettling(reload, false);
  const { shown, unread } = shownOf(data?.notices ?? []);
  if (shown.length === 0) return null;
  return (
    <Card
      title="Notices"
      actions={unread > 0 && <span class="small">{counted(unread, 'unread notice')}</span>}
    >
      <ul class="list notices-shown">
        {shown.map((notice) => (
          <Shown key={notice.notice_id} notice={notice} />
        ))}
      </ul>
    </Card>
  );
}

function Shown({ notice }: { notice: Notice }) {
  const platforms = usePlatforms();
  const { data: accounts } = useAccounts();
  const { account_id: id, sentence, created_at } = notice;
  const account = accounts?.find(({ account_id }) => account_id === id);
  const state = stateOf(notice);
  return (
    <li class="stack">
      <p class="row small soft">
        <a class="break" href={`/accounts/${id}`}>
          {nameOf(platforms, account)}
        </a>
        <Time at={created_at} />
        {state && <Pill tone={state.tone}>{state.word}</Pill>}
      </p>
      <p class="small break">{sentence}</p>
    </li>
  );
}
