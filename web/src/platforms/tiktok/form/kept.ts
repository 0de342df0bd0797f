/** Keeps the typed texts of a new post in this tab through a reload; choices must be made again. */
import type { Attempt } from './attempt';
import { EMPTY, type PostForm } from './post-form';

const TEXTS = [
  'source',
  'isDraft',
  'caption',
  'photoTitle',
  'description',
  'videoUrl',
  'photos',
  'cover',
] as const satisfies readonly (keyof PostForm)[];

interface Kept {
  texts: Partial<PostForm>;
  attempt: Attempt | null;
}

const keyOf = (accountId: string) => `postlog.post.${accountId}`;

function read(accountId: string): Kept {
  try {
    const found = JSON.parse(sessionStorage.getItem(keyOf(accountId)) ?? '{}') as Partial<Kept>;
    return { texts: found.texts ?? {}, attempt: found.attempt ?? null };
  } catch {
    return { texts: {}, attempt: null };
  }
}

function write(accountId: string, kept: Kept): void {
  try {
    sessionStorage.setItem(keyOf(accountId), JSON.stringify(kept));
  } catch {
    // Without storage the texts last as long as the page.
  }
}

export function restoredForm(accountId: string): PostForm {
  return { ...EMPTY, ...read(accountId).texts };
}

export function openAttempt(accountId: string): Attempt | null {
  return read(accountId).attempt;
}

export function keepForm(accountId: string, form: PostForm): void {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, form[name]]));
  write(accountId, { ...read(accountId), texts });
}

export function keepAttempt(accountId: string, attempt: Attempt | null): void {
  write(accountId, { ...read(accountId), attempt });
}

/** Delete what was kept: the post was made. */
export function forgetForm(accountId: string): void {
  sessionStorage.removeItem(keyOf(accountId));
}
