/** Which notices the dashboard shows, and how each stands. */
import type { Auth } from '../../api/clients';
import type { Tone } from '../../parts/alert';

type Notice = Pick<Auth['NoticeView'], 'read_at' | 'resolved_at' | 'created_at'>;

const MOST = 4;

/** Give the newest notices, the unread ones first, and how many are unread. */
export function shownOf<One extends Notice>(
  notices: readonly One[],
): { shown: One[]; unread: number } {
  const newest = [...notices].sort((one, other) => (one.created_at < other.created_at ? 1 : -1));
  const unread = newest.filter(isUnread);
  const others = newest.filter((one) => !isUnread(one));
  return { shown: [...unread, ...others].slice(0, MOST), unread: unread.length };
}

/** Say how a notice stands; null for one that was read and is not solved. */
export function stateOf(notice: Notice): { tone: Tone; word: string } | null {
  if (notice.resolved_at) return { tone: 'good', word: 'Solved' };
  return isUnread(notice) ? { tone: 'wait', word: 'Unread' } : null;
}

function isUnread({ read_at, resolved_at }: Notice): boolean {
  return !read_at && !resolved_at;
}
