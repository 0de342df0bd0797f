/**
 * One press of the button makes one post: a request without an answer is repeated unchanged, with
 * the same `Idempotency-Key`. It is kept in this tab and with a draft, so that neither a reload
 * nor another device makes a second post.
 */
import type { Problem } from '../../../api/problem';
import { forget, keep, kept } from '../../../composing/kept';

interface Attempt {
  key: string;
  signature: string;
}

/** Name the place in this tab where the open attempt of an account is kept. */
export const placeOf = (account: string) => `publish.${account}`;

/** Give the key of the open attempt if it asks for the same, or else begin a new one. */
export function keyFor(
  account: string,
  request: unknown,
  newKey: () => string = () => crypto.randomUUID(),
): string {
  const signature = JSON.stringify(request);
  const former = kept<Attempt>(placeOf(account));
  if (former?.key && former.signature === signature) return former.key;
  const key = newKey();
  keep(placeOf(account), { key, signature } satisfies Attempt);
  return key;
}

/** Forget the attempt: it has a final answer, and the next press is another one. */
export function settle(account: string): void {
  forget(placeOf(account));
}

const OPEN_KINDS = new Set(['still-in-progress', 'unreachable']);

/** Whether this answer is final. */
export function isFinal({ kind, status }: Pick<Problem, 'kind' | 'status'>): boolean {
  return !OPEN_KINDS.has(kind) && status >= 400 && status < 500 && status !== 401;
}
