/**
 * The uploads of this tab. They continue on other pages, after lost connections and ended sessions,
 * and can be paused. The bytes are sent by tus to the upload address of the post.
 */
import { effect, signal } from '@preact/signals';
import type { Upload, UploadOptions } from 'tus-js-client';
import { renewOrAsk } from '../session/authorized';
import { csrf, isRunningOut, session } from '../session/session';
import { chunkEnd } from './chunks';
import { noted, type Sample } from './pace';
import { fingerprintOf, forget, remember } from './resume';
import { LOST, RETRY_DELAYS, troubleOf, UNREADABLE, whatNext } from './trouble';

/** Where the API expects a file (tus 1.0), and in chunks of how many bytes. */
export interface UploadTarget {
  url: string;
  chunk_size: number;
}

export type SendingState = 'sending' | 'waiting' | 'paused' | 'failed' | 'sent';

export interface Sending {
  postId: string;
  name: string;
  size: number;
  state: SendingState;
  sent: number;
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
  const begun = { postId, name, size, sent: 0, samples: [], trouble: null };
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
  change(postId, { state: 'sending', samples: [], trouble: null });
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
  let mustRenew = false;
  return {
    // The same path at this page's own origin: the cookie and the Content-Security-Policy require it.
    uploadUrl: new URL(new URL(target.url).pathname, window.location.origin).href,
    chunkSize: target.chunk_size,
    fileReader: { openFile: async () => cut(file, target.chunk_size) },
    retryDelays: RETRY_DELAYS,
    storeFingerprintForResuming: false,
    onBeforeRequest: async (request) => {
      if (mustRenew || (session.value && isRunningOut(session.value))) await renewOrAsk();
      mustRenew = false;
      request.setHeader('X-CSRF-Token', csrf.value);
    },
    onShouldRetry: (error, attempt) => {
      const next = whatNext(error, attempt);
      mustRenew = next === 'renew';
      if (next !== 'stop') change(postId, { state: 'waiting', samples: [] });
      if (!error.originalResponse) void stopIfUnreadable(postId, file);
      return next !== 'stop';
    },
    onProgress: (sent) => progress(postId, sent),
    onSuccess: () => {
      change(postId, { state: 'sent', sent: file.size, samples: [] });
      forget(postId);
    },
    onError: (error) => fail(postId, troubleOf(error)),
  };
}

/** A browser reports an unreadable file like a lost connection: try to read the file. */
async function stopIfUnreadable(postId: string, file: File): Promise<void> {
  const at = Math.min(sendings.value.get(postId)?.sent ?? 0, file.size - 1);
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

function progress(postId: string, sent: number): void {
  const former = sendings.value.get(postId);
  if (!former || former.state === 'paused') return;
  const samples = noted(former.samples, { at: performance.now(), bytes: sent });
  change(postId, { state: 'sending', sent, samples });
}

function keepWindow(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

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
