/**
 * What changes while a page is open, by server-sent events (`GET /api/crm/stream`).
 *
 * One connection for all parts of a page. `reset` says that something may have been missed: whoever
 * shows something reads it again. After a break the connection is made anew from the last event.
 */
import { effect, signal } from '@preact/signals';
import { renewOrAsk } from '../session/authorized';
import { isExpired, session } from '../session/session';

export type Change = { account_id: string } | 'reset';
type Listener = (change: Change) => void;

/** Whether changes arrive by themselves now. */
export const isLive = signal(false);
/** Whether the browser knows that it has no connection at all. */
export const isOffline = signal(false);

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const SILENCE_MS = 45_000;
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let lastEventId = '';
let pause = SHORTEST_PAUSE_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;

/** Call `listener` at every change, until the returned function is called. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    addEventListener('offline', lost);
    addEventListener('online', back);
    pause = SHORTEST_PAUSE_MS;
    connect();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    removeEventListener('offline', lost);
    removeEventListener('online', back);
    disconnect();
  };
}

function connect(): void {
  clearTimeout(timer);
  if (!session.value || isExpired.value || listeners.size === 0) return;
  const after = lastEventId ? `?last_event_id=${encodeURIComponent(lastEventId)}` : '';
  const opened = new EventSource(`/api/crm/stream${after}`);
  source = opened;
  opened.onopen = () => {
    isLive.value = true;
    pause = SHORTEST_PAUSE_MS;
    watch();
  };
  opened.addEventListener('reset', (event) => tell(event, 'reset'));
  opened.addEventListener('change', (event) => tell(event, JSON.parse(event.data)));
  opened.addEventListener('alive', note);
  opened.onerror = startAnew;
}

function startAnew(): void {
  disconnect();
  timer = setTimeout(reconnect, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

/** A connection may end silently; the server sends something about every ten seconds. */
function watch(): void {
  clearTimeout(silence);
  silence = setTimeout(startAnew, SILENCE_MS);
}

function note(event: MessageEvent): void {
  lastEventId = event.lastEventId;
  watch();
}

/** The server ends the stream when the token expires: renew the token first. */
async function reconnect(): Promise<void> {
  if (!session.value || listeners.size === 0) return;
  try {
    await renewOrAsk();
    connect();
  } catch {
    timer = setTimeout(reconnect, pause);
  }
}

function disconnect(): void {
  clearTimeout(timer);
  clearTimeout(silence);
  source?.close();
  source = null;
  isLive.value = false;
}

function tell(event: MessageEvent, change: Change): void {
  note(event);
  for (const listener of listeners) listener(change);
}

/** The browser knows at once that the line is gone or back; silence tells it only after a while. */
function follow(isOnline: boolean): void {
  isOffline.value = !isOnline;
  disconnect();
  pause = SHORTEST_PAUSE_MS;
  if (isOnline) void reconnect();
}

const lost = () => follow(false);
const back = () => follow(true);

effect(() => {
  if (session.value === null) {
    lastEventId = '';
    disconnect();
  }
});
