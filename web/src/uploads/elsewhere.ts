/**
 * What other tabs of this browser send: each tells the others how far its uploads are, so that none
 * asks for a file that another one is sending.
 */
import { signal } from '@preact/signals';

export interface News {
  postId: string;
  name: string;
  size: number;
  arrived: number;
}

type Said = { ask: true } | { news: readonly News[] };

/** A tab that was closed says nothing more. */
const SILENCE_MS = 6_000;

export const sentElsewhere = signal<ReadonlyMap<string, News & { at: number }>>(new Map());
let forgetting: ReturnType<typeof setTimeout> | undefined;
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('postlog.uploads') : null;

/** Tell the other tabs; also each time one of them asks. */
export function tellOthers(news: () => readonly News[]): void {
  channel?.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if ('news' in data) note(data.news);
    else tell(news());
  });
  channel?.postMessage({ ask: true } satisfies Said);
}

/** Tell the other tabs now. */
export function tell(news: readonly News[]): void {
  if (news.length > 0) channel?.postMessage({ news } satisfies Said);
}

/** Take what another tab has told, and forget what no tab tells of any more. */
export function note(news: readonly News[], now = Date.now()): void {
  const fresh = [...sentElsewhere.peek()].filter(([, one]) => now - one.at < SILENCE_MS);
  const told = news.map((one) => [one.postId, { ...one, at: now }] as const);
  sentElsewhere.value = new Map([...fresh, ...told]);
  clearTimeout(forgetting);
  if (sentElsewhere.peek().size > 0) forgetting = setTimeout(() => note([]), SILENCE_MS);
}
