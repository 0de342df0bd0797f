import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Session, session } from '../session/session';
import { type Change, isLive, isOffline, listen } from './live';

/** What of the browser's EventSource is used: it records, and the test plays the server. */
class Source extends EventTarget {
  static all: Source[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;

  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }

  close() {
    this.isClosed = true;
  }

  send(type: string, data: unknown, lastEventId: string) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId }));
  }
}

const SOMEBODY: Session = {
  user_id: 'u',
  email: 'a@b.example',
  role: 'user',
  csrf: 'c',
  expires_at: new Date(Date.now() + 600_000).toISOString(),
};
let stops: (() => void)[] = [];
let line = new EventTarget();

function hear(): Change[] {
  const heard: Change[] = [];
  stops.push(listen((change) => heard.push(change)));
  return heard;
}

beforeEach(() => {
  vi.useFakeTimers();
  line = new EventTarget();
  vi.stubGlobal('addEventListener', line.addEventListener.bind(line));
  vi.stubGlobal('removeEventListener', line.removeEventListener.bind(line));
  vi.stubGlobal('EventSource', Source);
  vi.stubGlobal('fetch', async () => Response.json(SOMEBODY));
  Source.all = [];
  session.value = SOMEBODY;
});

afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
  session.value = null;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('all parts of a page share one connection, which ends with the last of them', () => {
  const first = hear();
  const second = hear();
  Source.all[0]?.send('change', { account_id: 'a' }, '7');

  expect(Source.all).toHaveLength(1);
  expect([first, second]).toEqual([[{ account_id: 'a' }], [{ account_id: 'a' }]]);
  for (const stop of stops) stop();
  expect(Source.all[0]?.isClosed).toBe(true);
});

test('a reset is told as it is: whoever shows something reads it again', () => {
  const heard = hear();
  Source.all[0]?.send('reset', {}, '3');

  expect(heard).toEqual(['reset']);
});

test('after a break it goes on from the last event, with a session that is good for a while', async () => {
  hear();
  Source.all[0]?.onopen?.();
  expect(isLive.value).toBe(true);
  Source.all[0]?.send('change', { account_id: 'a' }, '41');
  Source.all[0]?.onerror?.();
  expect(isLive.value).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);

  expect(Source.all.map((source) => source.url)).toEqual([
    '/api/crm/stream',
    '/api/crm/stream?last_event_id=41',
  ]);
});

test('a connection that has fallen silent is made anew, and one that lives is left alone', async () => {
  hear();
  Source.all[0]?.onopen?.();
  await vi.advanceTimersByTimeAsync(40_000);
  Source.all[0]?.send('alive', {}, '8');
  await vi.advanceTimersByTimeAsync(40_000);
  expect(Source.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(6_000);

  expect(Source.all[0]?.isClosed).toBe(true);
  expect(Source.all[1]?.url).toBe('/api/crm/stream?last_event_id=8');
});

test('while nothing answers the pauses grow', async () => {
  hear();
  for (const seconds of [1, 2, 4, 8]) {
    const before = Source.all.length;
    Source.all.at(-1)?.onerror?.();
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
    expect(Source.all).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(Source.all).toHaveLength(before + 1);
  }
});

test('whoever signs out hears nothing more, and the next user begins from nothing', () => {
  hear();
  Source.all[0]?.send('change', { account_id: 'a' }, '41');
  session.value = null;
  expect(Source.all[0]?.isClosed).toBe(true);
  for (const stop of stops) stop();
  session.value = { ...SOMEBODY, user_id: 'other' };
  hear();

  expect(Source.all.at(-1)?.url).toBe('/api/crm/stream');
});

test('a line that is gone is known at once, and one that is back is used at once', async () => {
  hear();
  Source.all[0]?.onopen?.();

  line.dispatchEvent(new Event('offline'));
  expect([isLive.value, isOffline.value, Source.all[0]?.isClosed]).toEqual([false, true, true]);
  line.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);

  expect(isOffline.value).toBe(false);
  expect(Source.all).toHaveLength(2);
});
