/**
 * The files of this tab on their way to Postlog's own media store: sent by tus as soon as they are
 * chosen, paused and resumed, and then looked into. They go on while another page is open; after a
 * reload the same file must be chosen again, and only the rest of it is sent.
 */
import { effect, signal } from '@preact/signals';
import type { Upload } from 'tus-js-client';
import { body } from '../../../api/clients';
import { asProblem } from '../../../api/problem';
import { keep, kept } from '../../../composing/kept';
import { session } from '../../../session/session';
import { fingerprintOf, mismatch, type Remembered } from '../../../uploads/resume';
import { LOST, troubleOf, UNREADABLE } from '../../../uploads/trouble';
import { optionsTo } from '../../../uploads/tus-options';
import { type Instagram, instagram } from '../api';
import { FILES_PLACE, isVideoFile } from './files';

export type Asset = Instagram['AssetView'];

export interface SentFile {
  /** Ours, and the `Idempotency-Key` of its upload. */
  id: string;
  name: string;
  size: number;
  isVideo: boolean;
  /** `interrupted`: this tab has the file no more; `gone`: Postlog does not keep it any more. */
  state:
    | 'sending'
    | 'waiting'
    | 'paused'
    | 'stopped'
    | 'looking'
    | 'known'
    | 'interrupted'
    | 'gone';
  arrived: number;
  asset: Asset | null;
  /** Why it stopped, in words. */
  trouble: string | null;
}

type Kept = Pick<SentFile, 'id' | 'name' | 'size' | 'isVideo'> & {
  asset_id: string;
  fingerprint: string;
};

const LOOK_MS = 1_000;
/** A lost connection costs at most so much. */
const CHUNK_BYTES = 8_000_000;

export const files = signal<ReadonlyMap<string, SentFile>>(new Map());
const held = new Map<string, File>();
const uploads = new Map<string, Upload>();
const shown = new Map<string, string>();

/** Begin to send a file; gives its id. */
export function send(file: File): string {
  const id = crypto.randomUUID();
  const { name, size } = file;
  held.set(id, file);
  put({ ...START, id, name, size, isVideo: isVideoFile(file), state: 'sending' });
  void begin(id, file);
  return id;
}

const common = new WeakMap<File, string>();

/** Begin to send a file that several posts have in common; the second time its first id is given. */
export function sendOnce(file: File): string {
  const former = common.get(file);
  if (former && files.peek().has(former)) return former;
  const id = send(file);
  common.set(file, id);
  return id;
}

/**
 * Take a file that was chosen again for the one with this id, which a reload has interrupted or only
 * this page forgot. Gives whether it is that one.
 */
export async function isStill(id: string, file: File): Promise<boolean> {
  const known = files.peek().get(id);
  if (!known || known.name !== file.name || known.size !== file.size) return false;
  if (known.state === 'interrupted') return (await goOnWith(id, file)) === null;
  return known.state === 'known' || known.state === 'looking';
}

/** Know a file that Postlog has already, by the id of its asset: one of an earlier post. */
export function adopt(asset_id: string): string {
  if (!files.peek().has(asset_id)) {
    remember({ id: asset_id, asset_id, name: '', size: 0, isVideo: false, fingerprint: '' });
    recover(asset_id);
  }
  return asset_id;
}

/** Look after a reload what became of a file; without effect where this tab knows it. */
export function recover(id: string): void {
  if (files.peek().has(id)) return;
  const had = recall(id);
  put({ ...START, id, name: '', size: 0, isVideo: false, ...had, state: had ? 'looking' : 'gone' });
  if (had) void look(id, had.asset_id);
}

export async function pause(id: string): Promise<void> {
  change(id, { state: 'paused' });
  await uploads.get(id)?.abort();
}

/** Go on where the server is. */
export async function resume(id: string): Promise<void> {
  const [file, known] = [held.get(id), files.peek().get(id)];
  if (!file || !known) return;
  change(id, { state: 'sending', trouble: null });
  await (known.asset ? sendBytes(id, file, known.asset) : begin(id, file));
}

/** Go on with the file that the person has chosen again; gives why it is not the same one. */
export async function goOnWith(id: string, file: File): Promise<string | null> {
  const [had, known] = [recall(id), files.peek().get(id)];
  const fingerprint = await fingerprintOf(file).catch(() => null);
  if (fingerprint === null) return UNREADABLE;
  const before: Remembered | null = had && { ...had, post_id: id, lastModified: 0 };
  const wrong = mismatch(before, had?.size ?? 0, { name: file.name, size: file.size, fingerprint });
  if (wrong || !known) return wrong;
  held.set(id, file);
  await resume(id);
  return null;
}

/** Forget a file; what Postlog has of it is deleted, unless it is whole. */
export function drop(id: string): void {
  const isWhole = ['looking', 'known', 'gone'].includes(files.peek().get(id)?.state ?? 'gone');
  void uploads
    .get(id)
    ?.abort(!isWhole)
    .catch(() => undefined);
  URL.revokeObjectURL(shown.get(id) ?? '');
  for (const map of [held, uploads, shown]) map.delete(id);
  keep(
    FILES_PLACE,
    remembered().filter((one) => one.id !== id),
  );
  const rest = new Map(files.peek());
  rest.delete(id);
  files.value = rest;
}

/** Where this page can show the file: as Instagram gets it, or as it was chosen; null for neither. */
export function addressOf({ id, asset }: SentFile): string | null {
  if (asset?.preview_url) {
    const { pathname, search } = new URL(asset.preview_url);
    return pathname + search;
  }
  const file = held.get(id);
  if (!file) return null;
  const address = shown.get(id) ?? URL.createObjectURL(file);
  shown.set(id, address);
  return address;
}

const START = { arrived: 0, asset: null, trouble: null };

function put(one: SentFile): void {
  files.value = new Map(files.peek()).set(one.id, one);
}

function change(id: string, by: Partial<SentFile>): void {
  const former = files.peek().get(id);
  if (former) put({ ...former, ...by });
}

function stop(id: string, trouble: string): void {
  change(id, { state: 'stopped', trouble });
}

async function begin(id: string, file: File): Promise<void> {
  const headers = { 'Idempotency-Key': id };
  const asked = { size: file.size, content_type: file.type, name: file.name };
  try {
    const fingerprint = await fingerprintOf(file).catch(() => null);
    if (fingerprint === null) return stop(id, UNREADABLE);
    const asset = await body(instagram.POST('/api/instagram/assets', { headers, body: asked }));
    const known = files.peek().get(id);
    if (!known) return;
    const { name, size, isVideo } = known;
    remember({ id, name, size, isVideo, asset_id: asset.asset_id, fingerprint });
    change(id, { asset });
    if (known.state === 'sending') await sendBytes(id, file, asset);
  } catch (error) {
    stop(id, asProblem(error).detail);
  }
}

async function sendBytes(id: string, file: File, asset: Asset): Promise<void> {
  if (!asset.upload) return look(id, asset.asset_id);
  const tus = await import('tus-js-client').catch(() => null);
  if (files.peek().get(id)?.state !== 'sending') return;
  if (!tus) return stop(id, LOST);
  const goesOn = (isSo: boolean) => isSo && change(id, { state: 'waiting' });
  const upload = new tus.Upload(file, {
    ...optionsTo(asset.upload.url, (_error, isSo) => goesOn(isSo)),
    chunkSize: CHUNK_BYTES,
    onProgress: (arrived) => {
      const isPaused = files.peek().get(id)?.state === 'paused';
      if (!isPaused) change(id, { state: 'sending', arrived });
    },
    onSuccess: () => void look(id, asset.asset_id),
    onError: (error) => stop(id, troubleOf(error)),
  });
  uploads.set(id, upload);
  upload.start();
}

/** Wait until the file was looked into. */
async function look(id: string, asset_id: string): Promise<void> {
  const params = { path: { asset_id } };
  change(id, { state: 'looking' });
  while (files.peek().has(id)) {
    try {
      const asset = await body(instagram.GET('/api/instagram/assets/{asset_id}', { params }));
      if (settle(id, asset)) return;
    } catch (error) {
      const { kind, status, detail } = asProblem(error);
      if (status === 404) return change(id, { state: 'gone' });
      if (kind !== 'unreachable' && status < 500) return stop(id, detail);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Take what Postlog says of the file; gives whether that is its last word. */
function settle(id: string, asset: Asset): boolean {
  const { name, size, status, kind } = asset;
  change(id, { asset, name, size, ...(kind && { isVideo: kind === 'video' }) });
  if (status === 'EXAMINING') return false;
  if (status !== 'UPLOADING') change(id, { state: status === 'EXPIRED' ? 'gone' : 'known' });
  else if (held.has(id)) return false;
  else change(id, { state: 'interrupted', arrived: asset.upload?.offset ?? 0 });
  return true;
}

function remembered(): Kept[] {
  const found: unknown = kept(FILES_PLACE);
  return Array.isArray(found) ? found : [];
}

function recall(id: string): Kept | null {
  return remembered().find((one) => one.id === id) ?? null;
}

function remember(one: Kept): void {
  keep(FILES_PLACE, [...remembered().filter(({ id }) => id !== one.id), one]);
}

function keepWindow(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

effect(() => {
  const isBusy = [...files.value.values()].some(({ state }) => state === 'sending');
  if (isBusy) window.addEventListener('beforeunload', keepWindow);
  else window.removeEventListener('beforeunload', keepWindow);
});

effect(() => {
  if (session.value === null) for (const id of files.peek().keys()) drop(id);
});
