/**
 * The uploads of this tab. They continue on other pages, after lost connections and ended sessions,
 * and can be paused. The bytes are sent by tus to the upload address of the post.
 */
import { effect, signal } from '@preact/signals';
import type { DetailedError, Upload, UploadOptions } from 'tus-js-client';
import { session } from '../session/session';
import { chunkEnd, storedOf } from './chunks';
import { type News, tell, tellOthers } from './elsewhere';
import { offsetAt } from './offset';
import { noted, type Sample } from './pace';
import { fingerprintOf, forget, remember } from './resume';
import { LOST, troubleOf, UNREADABLE } from './trouble';
import { optionsTo } from './tus-options';

/** Where the API expects a file (tus 1.0), and in chunks of how many bytes. */
export interface UploadTarget {
  url: string;
  chunk_size: number;
}

/** How often the server is asked how much has arrived. */
const LOOK_MS = 2_000;

export type SendingState = 'sending' | 'waiting' | 'paused' | 'failed' | 'sent';

export interface Sending {
  postId: string;
  name: string;
  size: number;
  state: SendingState;
  /** How many bytes have arrived at Postlog, and how many of them the platform has. */
  arrived: number;
  stored: number;
  samples: readonly Sample[];
  /** Why it stopped, in words. */
  trouble: string | null;
}

export const sendings = signal<ReadonlyMap<string, Sending>>(new Map());
/** The files that are sent; kept for a new attempt, as long as the tab is open. */
const files = new Map<string, File>();
const targets = new Map<string, UploadTarget>();
const uploads = new Map<string, Upload>();

export function fileOf(postId: string): File | undefined {
  return files.get(postId);
}

export function isUnderWay({ state }: Sending): boolean {
  return state === 'sending' || state === 'waiting' || state === 'paused';
}

function change(postId: string, by: Partial<Sending>): void {
  const former = sendings.value.get(postId);
  if (former) sendings.value = new Map(sendings.value).set(postId, { ...former, ...by });
}

function fail(postId: string, trouble: string): void {
  change(postId, { state: 'failed', trouble, samples: [] });
}

/** Send a file to the upload address of a post, from the offset that the server has. */
export async function begin(postId: string, target: UploadTarget, file: File): Promise<void> {
  files.set(postId, file);
  targets.set(postId, target);
  const { name, size, lastModified } = file;
  const begun = { postId, name, size, arrived: 0, stored: 0, samples: [], trouble: null };
  sendings.value = new Map(sendings.value).set(postId, { ...begun, state: 'sending' });
  try {
    const fingerprint = await fingerprintOf(file);
    remember({ post_id: postId, name, size, lastModified, fingerprint });
  } catch {
    return fail(postId, UNREADABLE);
  }
  if (sendings.value.get(postId)?.state === 'sending') await resume(postId);
}

export async function resume(postId: string): Promise<void> {
  const [file, target] = [files.get(postId), targets.get(postId)];
  if (!file || !target) return;
  await uploads.get(postId)?.abort();
  change(postId, { ...again(postId), state: 'sending', trouble: null });
  const tus = await import('tus-js-client').catch(() => null);
  if (sendings.value.get(postId)?.state !== 'sending') return;
  if (!tus) return fail(postId, LOST);
  const upload = new tus.Upload(file, optionsFor(postId, target, file));
  uploads.set(postId, upload);
  upload.start();
}

export async function pause(postId: string): Promise<void> {
  change(postId, { state: 'paused', samples: [] });
  await uploads.get(postId)?.abort();
}

/** Stop an upload and forget it: its post was cancelled. */
export function drop(postId: string): void {
  void uploads.get(postId)?.abort();
  forget(postId);
  const rest = new Map(sendings.value);
  rest.delete(postId);
  sendings.value = rest;
}

function optionsFor(postId: string, target: UploadTarget, file: File): UploadOptions {
  const onFailure = (error: DetailedError, goesOn: boolean) => {
    if (goesOn) change(postId, { ...again(postId), state: 'waiting' });
    if (!error.originalResponse) void stopIfUnreadable(postId, file);
  };
  return {
    ...optionsTo(target.url, onFailure),
    chunkSize: target.chunk_size,
    fileReader: { openFile: async () => cut(file, target.chunk_size) },
    onProgress: () => goOn(postId),
    onChunkComplete: (_size, arrived) => note(postId, arrived),
    onSuccess: () => {
      change(postId, { state: 'sent', arrived: file.size, stored: file.size, samples: [] });
      forget(postId);
    },
    onError: (error) => fail(postId, troubleOf(error)),
  };
}

/** A browser reports an unreadable file like a lost connection: try to read the file. */
async function stopIfUnreadable(postId: string, file: File): Promise<void> {
  const at = Math.min(sendings.value.get(postId)?.arrived ?? 0, file.size - 1);
  try {
    await file.slice(at, at + 1).arrayBuffer();
  } catch {
    await uploads.get(postId)?.abort();
    fail(postId, UNREADABLE);
  }
}

function cut(file: File, chunkSize: number) {
  const slice = async (start: number) => {
    const stop = chunkEnd(start, file.size, chunkSize);
    return { value: file.slice(start, stop), done: stop >= file.size };
  };
  return { size: file.size, slice, close: () => undefined };
}

/** The browser takes bytes for the network: that tells only that there is a connection. */
function goOn(postId: string): void {
  if (sendings.value.get(postId)?.state === 'waiting') change(postId, { state: 'sending' });
}

/** What came may be lost with the connection: only what the platform has counts from now. */
function again(postId: string): Partial<Sending> {
  return { arrived: sendings.value.get(postId)?.stored ?? 0, samples: [] };
}

/** Note how much has arrived; while a chunk goes on to the platform, the server counts less. */
function note(postId: string, offset: number): void {
  const [former, target] = [sendings.value.get(postId), targets.get(postId)];
  if (former?.state !== 'sending' || !target) return;
  const arrived = Math.max(former.arrived, offset);
  const samples = noted(former.samples, { at: performance.now(), bytes: arrived });
  const stored = Math.max(former.stored, storedOf(offset, former.size, target.chunk_size));
  change(postId, { arrived, stored, samples });
}

/** Ask what has arrived: neither the browser nor a proxy on the way can tell. */
async function look(): Promise<void> {
  for (const { postId, state } of sendings.value.values()) {
    const target = targets.get(postId);
    if (state !== 'sending' || !target) continue;
    const offset = await offsetAt(target.url).catch(() => null);
    if (offset !== null) note(postId, offset);
  }
}

function keepWindow(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

effect(() => {
  if (![...sendings.value.values()].some(({ state }) => state === 'sending')) return undefined;
  const looking = setInterval(() => void look(), LOOK_MS);
  return () => clearInterval(looking);
});

effect(() => {
  const isBusy = [...sendings.value.values()].some(isUnderWay);
  if (isBusy) window.addEventListener('beforeunload', keepWindow);
  else window.removeEventListener('beforeunload', keepWindow);
});

effect(() => {
  if (session.value === null) for (const postId of sendings.peek().keys()) drop(postId);
});

window.addEventListener('online', () => {
  for (const { postId, state } of sendings.value.values()) {
    if (state === 'waiting') void resume(postId);
  }
});

function news(): News[] {
  const under = [...sendings.peek().values()].filter(isUnderWay);
  return under.map(({ postId, name, size, arrived }) => ({ postId, name, size, arrived }));
}

tellOthers(news);
effect(() => {
  if (![...sendings.value.values()].some(isUnderWay)) return undefined;
  const telling = setInterval(() => tell(news()), LOOK_MS);
  return () => clearInterval(telling);
});
