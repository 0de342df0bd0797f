/**
 * One press of the button makes one post: a request without an answer is repeated unchanged, with
 * the same `Idempotency-Key`. It is kept in this tab, so that a reload makes no second post.
 */
import type { Problem } from '../../../api/problem';

interface Attempt {
  key: string;
  signature: string;
}

const placeOf = (account: string) => `postlog.publish.${account}`;

function kept(place: string): Attempt | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? 'null') as Attempt | null;
  } catch {
    return null;
  }
}

/** Give the key of the open attempt if it asks for the same, or else begin a new one. */
export function keyFor(
  account: string,
  request: unknown,
  newKey: () => string = () => crypto.randomUUID(),
): string {
  const signature = JSON.stringify(request);
  const former = kept(placeOf(account));
  if (former?.signature === signature) return former.key;
  const key = newKey();
  try {
    sessionStorage.setItem(placeOf(account), JSON.stringify({ key, signature }));
  } catch {
    // Without storage the key lasts as long as this press.
  }
  return key;
}

/** Forget the attempt: it has a final answer, and the next press is another one. */
export function settle(account: string): void {
  sessionStorage.removeItem(placeOf(account));
}

const OPEN_KINDS = new Set(['still-in-progress', 'unreachable']);

/** Whether this answer is final. */
export function isFinal({ kind, status }: Pick<Problem, 'kind' | 'status'>): boolean {
  return !OPEN_KINDS.has(kind) && status >= 400 && status < 500 && status !== 401;
}
