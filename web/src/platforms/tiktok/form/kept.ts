/**
 * Keeps a post that is being made: what was typed and chosen in this tab, through links and reloads;
 * its file as long as the page is not loaded again.
 */
import { forget, keep, kept } from '../../../composing/kept';
import type { Attempt } from './attempt';
import { EMPTY, type PostForm, type VideoFile } from './post-form';

interface Kept {
  form: Partial<PostForm>;
  attempt: Attempt | null;
  /** What the chosen file was called. */
  fileName: string | null;
}

const videos = new Map<string, VideoFile>();

/** Name the place of a form by its account, or by the post that it is made from. */
export const placeOf = (id: string) => `post.${id}`;
const read = (place: string) => kept<Kept>(place) ?? {};
const change = (place: string, by: Partial<Kept>) => keep(place, { ...read(place), ...by });

export function restoredForm(place: string, start: PostForm = EMPTY): PostForm {
  return { ...start, ...read(place).form };
}

/** Give the file that was chosen before a link was followed. */
export function restoredVideo(place: string): VideoFile | null {
  return videos.get(place) ?? null;
}

/** Give the name of a file that was chosen, and that this page has no more: it was loaded again. */
export function lostFile(place: string): string | null {
  return videos.has(place) ? null : (read(place).fileName ?? null);
}

export function openAttempt(place: string): Attempt | null {
  return read(place).attempt ?? null;
}

export function keepForm(place: string, form: PostForm): void {
  change(place, { form });
}

export function keepVideo(place: string, video: VideoFile): void {
  videos.set(place, video);
  change(place, { fileName: video.file.name });
}

export function keepAttempt(place: string, attempt: Attempt | null): void {
  change(place, { attempt });
}

/** Delete what was kept: the post was made. */
export function forgetForm(place: string): void {
  videos.delete(place);
  forget(place);
}
