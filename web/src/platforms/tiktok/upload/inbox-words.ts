/** What is told of the TikTok inbox. Only TikTok knows how many drafts wait there: ours is a guess. */
import { exact } from '../../../parts/data/time';
import type { TikTok } from '../api';

type PendingShares = TikTok['PendingShares'];

/** Give the warning before another draft, or null where there is room as far as we know. */
export function inboxWords(drafts: PendingShares): { title: string; text: string } | null {
  const { used, limit, closed_until } = drafts;
  if (closed_until) {
    return {
      title: 'The TikTok inbox is full',
      text:
        'TikTok has refused a draft, because too many wait in this account’s inbox. Post or ' +
        `discard some in the TikTok app. You can send another draft after ${exact(closed_until)}.`,
    };
  }
  if (!drafts.near_limit) return null;
  const waiting =
    `${used} ${used === 1 ? 'draft' : 'drafts'} of the last 24 hours may still wait in the ` +
    `TikTok inbox, and TikTok lets about ${limit} wait.`;
  return used >= limit
    ? {
        title: 'TikTok may refuse another draft',
        text: `${waiting} If you have posted or discarded some in the TikTok app, go on: TikTok decides.`,
      }
    : { title: 'The TikTok inbox may be nearly full', text: waiting };
}
