/** Decides what happens when sending bytes fails, and what the user is told. */
import type { DetailedError } from 'tus-js-client';

/** In milliseconds. Most connections return within five minutes; after that the upload stops. */
export const RETRY_DELAYS = [500, 1_000, 3_000, 5_000, 10_000, 20_000, ...Array(9).fill(30_000)];
const MOST_RENEWALS = 3;

type Failure = Pick<DetailedError, 'originalRequest' | 'originalResponse'>;

function statusOf({ originalResponse }: Failure): number {
  return originalResponse?.getStatus() ?? 0;
}

/** Try again, try again with a new token, or stop. */
export function whatNext(error: Failure, attempt: number): 'again' | 'renew' | 'stop' {
  const status = statusOf(error);
  if (status === 401 || status === 403) return attempt < MOST_RENEWALS ? 'renew' : 'stop';
  if (error.originalRequest?.getMethod() === 'DELETE') return 'stop';
  // 409: the server expects another offset, and tells it when it is asked.
  const passes = status < 400 || status >= 500 || [408, 409, 429].includes(status);
  return passes ? 'again' : 'stop';
}

export const LOST = 'The connection to Postlog was lost.';
export const UNREADABLE =
  'The file can no longer be read. It may have been moved, changed or deleted.';

const WORDS: Record<number, string> = {
  404: 'This upload no longer exists. Start a new post.',
  410: 'This upload has expired: it stays open for an hour. Try the post again.',
  423: 'The upload continues in another tab or on another device.',
};

export function troubleOf(error: Error | DetailedError): string {
  const status = 'originalRequest' in error ? statusOf(error) : 0;
  const said = 'originalRequest' in error ? detailOf(error.originalResponse?.getBody()) : null;
  if (status === 410 && said) return said;
  if (WORDS[status]) return WORDS[status];
  if (said) return said;
  return 'originalRequest' in error ? LOST : UNREADABLE;
}

function detailOf(body: string | undefined): string | null {
  try {
    const detail: unknown = JSON.parse(body ?? '').detail;
    return typeof detail === 'string' ? detail : null;
  } catch {
    return null;
  }
}
