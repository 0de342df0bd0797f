/**
 * What is stored about an upload, so that it can continue after the page was closed. A browser keeps
 * no file: the user must choose it again, and it is recognized by its size and first bytes.
 */
export interface Remembered {
  post_id: string;
  name: string;
  size: number;
  lastModified: number;
  /** SHA-256 of the first bytes, in hex; empty where the browser cannot make one. */
  fingerprint: string;
}

const KEY = 'postlog.uploads';
const MOST = 20;
const HEAD_BYTES = 1024 * 1024;

export async function fingerprintOf(file: Blob): Promise<string> {
  if (!globalThis.crypto?.subtle) return '';
  const head = await file.slice(0, HEAD_BYTES).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', head));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Say why this is not the file whose upload began; null where it is. */
export function mismatch(
  known: Remembered | null,
  size: number,
  file: { name: string; size: number; fingerprint: string },
): string | null {
  const named = known ? ` It was called ${known.name}.` : '';
  if (file.size !== size) return `This is not the same file: its size is different.${named}`;
  if (known?.fingerprint && file.fingerprint && known.fingerprint !== file.fingerprint) {
    return `This is not the same file: its contents are different.${named}`;
  }
  return null;
}

function all(): Remembered[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? (found as Remembered[]) : [];
  } catch {
    return [];
  }
}

function keep(uploads: readonly Remembered[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(uploads.slice(0, MOST)));
  } catch {
    // Without storage the upload can continue only while this page is open.
  }
}

/** Give every upload that this browser began and has not ended. */
export function recallAll(): readonly Remembered[] {
  return all();
}

export function recall(postId: string): Remembered | null {
  return all().find(({ post_id }) => post_id === postId) ?? null;
}

export function remember(upload: Remembered): void {
  keep([upload, ...all().filter(({ post_id }) => post_id !== upload.post_id)]);
}

export function forget(postId: string): void {
  keep(all().filter(({ post_id }) => post_id !== postId));
}
