/** Whether a comment may be answered by a message that only its author sees. */
import type { KnownAccount } from '../../../live/accounts';
import type { Item } from './item';

export type Reader = 'everybody' | 'author';

export const READERS = [
  { value: 'everybody', label: 'Everybody' },
  { value: 'author', label: 'Only the author' },
] as const satisfies readonly { value: Reader; label: string }[];
/** Instagram takes a message of so many bytes; of plain letters, each is one. */
export const LONGEST_MESSAGE = 1000;
const DAYS = 7;
const DAY_MS = 86_400_000;
const OVER = new Set(['FAILED', 'UNKNOWN']);

type Answered = Pick<Item, 'kind' | 'is_ours' | 'at'> & {
  replies: readonly Pick<Item['replies'][number], 'status' | 'target'>[];
};

/** Instagram takes one message for a comment, for seven days, where the account may send messages. */
export function mayAnswerPrivately(
  { kind, is_ours, at, replies }: Answered,
  account: Pick<KnownAccount, 'scopes'> | undefined,
  now: number,
): boolean {
  const isAnswered = replies.some(
    ({ target, status }) => target === 'private' && !OVER.has(status),
  );
  const isInTime = now - Date.parse(at) < DAYS * DAY_MS;
  return kind === 'comment' && !is_ours && !isAnswered && isInTime && mayWrite(account?.scopes);
}

/** With Facebook the Page sends the message: without one there is nobody who could. */
function mayWrite(scopes: readonly string[] | null | undefined): boolean {
  const granted = new Set(scopes);
  return (
    granted.has('instagram_business_manage_messages') ||
    (granted.has('instagram_manage_messages') && granted.has('pages_show_list'))
  );
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
