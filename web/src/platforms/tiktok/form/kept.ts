/**
 * Keeps the typed texts of a post in this tab through a reload; choices must be made again.
 *
 * The `place` is the account of a new post, or a post that is tried again.
 */
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

const keyOf = (place: string) => `postlog.post.${place}`;

function read(place: string): Kept {
  try {
    const found = JSON.parse(sessionStorage.getItem(keyOf(place)) ?? '{}') as Partial<Kept>;
    return { texts: found.texts ?? {}, attempt: found.attempt ?? null };
  } catch {
    return { texts: {}, attempt: null };
  }
}

function write(place: string, kept: Kept): void {
  try {
    sessionStorage.setItem(keyOf(place), JSON.stringify(kept));
  } catch {
    // Without storage the texts last as long as the page.
  }
}

export function restoredForm(place: string, start: PostForm = EMPTY): PostForm {
  return { ...start, ...read(place).texts };
}

export function openAttempt(place: string): Attempt | null {
  return read(place).attempt;
}

export function keepForm(place: string, form: PostForm): void {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, form[name]]));
  write(place, { ...read(place), texts });
}

export function keepAttempt(place: string, attempt: Attempt | null): void {
  write(place, { ...read(place), attempt });
}

/** Delete what was kept: the post was made. */
export function forgetForm(place: string): void {
  sessionStorage.removeItem(keyOf(place));
}
