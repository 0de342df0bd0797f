/**
 * What TikTok's guidelines ask of the form, decided without drawing anything.
 *
 * https://developers.tiktok.com/doc/content-sharing-guidelines
 */
import { full } from '../../../parts/data/numbers';
import { type Offer, SELF_ONLY, type VideoFile, type Wish } from './post-form';

export const LONGEST = { caption: 2200, photoTitle: 90, description: 4000 } as const;
export const MOST_PHOTOS = 35;
const MOST_BYTES = 4 * 1024 ** 3;
const PLAYABLE = /\.(mp4|m4v|mov|qt|webm)$/i;

export const BRANDED_IS_NEVER_PRIVATE = 'Branded content visibility cannot be set to private.';
export const MUST_INDICATE =
  'You need to indicate if your content promotes yourself, a third party, or both.';

export type Declaration = 'MUSIC_USAGE' | 'BRANDED_CONTENT_AND_MUSIC_USAGE';

/** Whether it is a paid partnership; a draft discloses in TikTok's app. */
export function isBranded(wish: Wish): boolean {
  return !wish.isDraft && wish.discloses && wish.branded;
}

export function isOwnBrand(wish: Wish): boolean {
  return !wish.isDraft && wish.discloses && wish.ownBrand;
}

/** Which sentence the person agrees to by posting. */
export function declarationOf(wish: Wish): Declaration {
  return isBranded(wish) ? 'BRANDED_CONTENT_AND_MUSIC_USAGE' : 'MUSIC_USAGE';
}

/** How TikTok will label the post; nothing before a box is ticked. */
export function labelOf(wish: Wish): string | null {
  if (isBranded(wish)) return "Your photo/video will be labeled as 'Paid partnership'";
  if (!isOwnBrand(wish)) return null;
  return "Your photo/video will be labeled as 'Promotional content'";
}

/** The visibility that holds: what is not offered, or not with this disclosure, is not chosen. */
export function privacyOf(wish: Wish, offer: Offer): string {
  if (!offer.privacy_level_options.includes(wish.privacy)) return '';
  return isBranded(wish) && wish.privacy === SELF_ONLY ? '' : wish.privacy;
}

export interface Missing {
  /** Which part of the form it is about. */
  part: 'source' | 'text' | 'privacy' | 'disclosure';
  sentence: string;
}

/** Everything that keeps the post from being published, in the order of the form. */
export function missing(wish: Wish, offer: Offer | null, video: VideoFile | null): Missing[] {
  const found: Missing[] = sourceTrouble(wish, offer, video).map((sentence) => ({
    part: 'source',
    sentence,
  }));
  if (hasText(wish)) {
    for (const sentence of textTrouble(wish)) found.push({ part: 'text', sentence });
  }
  if (wish.isDraft) return found;
  if (!offer || !privacyOf(wish, offer)) {
    found.push({ part: 'privacy', sentence: 'Choose who can see this post.' });
  }
  if (wish.discloses && !wish.ownBrand && !wish.branded) {
    found.push({ part: 'disclosure', sentence: MUST_INDICATE });
  }
  return found;
}

/** Whether TikTok takes words with it: a video draft gets them in the app. */
export function hasText(wish: Wish): boolean {
  return !wish.isDraft || wish.source === 'PHOTOS';
}

function sourceTrouble(wish: Wish, offer: Offer | null, video: VideoFile | null): string[] {
  if (wish.source === 'ADDRESS') {
    return isAddress(wish.videoUrl) ? [] : ['Give the full address of the video, with https://.'];
  }
  if (wish.source === 'PHOTOS') return photoTrouble(wish.photos);
  if (!video) return ['Choose a video file.'];
  return [fileTrouble(video.file), lengthTrouble(video, wish.isDraft ? null : offer)].filter(
    (sentence) => sentence !== null,
  );
}

function photoTrouble(photos: readonly string[]): string[] {
  const given = photos.filter((photo) => photo.trim());
  if (given.length === 0) return ['Give the address of at least one photo.'];
  const wrong = photos.flatMap((photo, index) =>
    photo.trim() && !isAddress(photo) ? [index + 1] : [],
  );
  const full = 'is not a full address: it begins with https://.';
  return wrong.map((number) => `Photo ${number} ${full}`);
}

/** Why TikTok would not take this file at all. */
export function fileTrouble(file: Pick<File, 'name' | 'size' | 'type'>): string | null {
  if (!PLAYABLE.test(file.name) && !file.type.startsWith('video/')) {
    return 'TikTok takes MP4, MOV and WebM videos; this is another kind of file.';
  }
  if (file.size === 0) return 'This file is empty.';
  return file.size > MOST_BYTES ? 'This file is larger than the 4 GB that TikTok takes.' : null;
}

/** Why this video is too long for the creator, found out before anything is sent. */
export function lengthTrouble(video: VideoFile, offer: Offer | null): string | null {
  const most = offer?.max_video_post_duration_sec ?? 0;
  if (video.duration === null || !most || video.duration <= most) return null;
  return `This video lasts ${spoken(video.duration)}; this account may post up to ${spoken(most)}.`;
}

/** Say a length as people do: `9 min 5 s`. */
export function spoken(seconds: number): string {
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

function textTrouble(wish: Wish): string[] {
  if (wish.source !== 'PHOTOS') {
    return tooLong('The caption', wish.caption, LONGEST.caption);
  }
  return [
    ...tooLong('The title', wish.photoTitle, LONGEST.photoTitle),
    ...tooLong('The description', wish.description, LONGEST.description),
  ];
}

/** The field shows the count; a sentence that changed at every key would be read out each time. */
export function longerThan(most: number): string {
  return `longer than the ${full(most)} characters that TikTok takes.`;
}

/** In UTF-16 units, as TikTok counts, which is how JavaScript measures a string. */
function tooLong(what: string, text: string, most: number): string[] {
  return text.length > most ? [`${what} is ${longerThan(most)}`] : [];
}

export function isAddress(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol);
}
