/**
 * The rules of TikTok's guidelines for the form of a new post, as pure functions.
 *
 * https://developers.tiktok.com/doc/content-sharing-guidelines
 */
import type { Missing } from '../../../composing/missing';
import { full } from '../../../parts/data/numbers';
import { type Offer, type PostForm, SELF_ONLY, type VideoFile } from './post-form';
import { isVerified, type Verified } from './verified';
import { fileTrouble } from './video-file';

export const LONGEST = { caption: 2200, photoTitle: 90, description: 4000 } as const;
export const MOST_PHOTOS = 35;
/** Of a draft, in seconds; how long a direct post may be depends on its creator. */
const LONGEST_DRAFT = 600;

export const BRANDED_IS_NEVER_PRIVATE = 'Branded content visibility cannot be set to private.';
export const MUST_INDICATE =
  'You need to indicate if your content promotes yourself, a third party, or both.';

export type Declaration = 'MUSIC_USAGE' | 'BRANDED_CONTENT_AND_MUSIC_USAGE';

/** Whether it is a paid partnership; a draft discloses in TikTok's app. */
export function isBranded(form: PostForm): boolean {
  return !form.isDraft && form.discloses && form.branded;
}

export function isOwnBrand(form: PostForm): boolean {
  return !form.isDraft && form.discloses && form.ownBrand;
}

/** Which sentence the person agrees to by posting. */
export function declarationOf(form: PostForm): Declaration {
  return isBranded(form) ? 'BRANDED_CONTENT_AND_MUSIC_USAGE' : 'MUSIC_USAGE';
}

/** The label that TikTok will add to the post; null before a box is ticked. */
export function labelOf(form: PostForm): string | null {
  if (isBranded(form)) return "Your photo/video will be labeled as 'Paid partnership'";
  if (!isOwnBrand(form)) return null;
  return "Your photo/video will be labeled as 'Promotional content'";
}

/** The chosen visibility; '' where it is not offered, or not allowed with this disclosure. */
export function privacyOf(form: PostForm, offer: Offer): string {
  if (!offer.privacy_level_options.includes(form.privacy)) return '';
  return isBranded(form) && form.privacy === SELF_ONLY ? '' : form.privacy;
}

export type Part = 'source' | 'text' | 'privacy' | 'disclosure';

/** Everything that keeps the post from being published, in the order of the form. */
export function missing(
  form: PostForm,
  offer: Offer | null,
  video: VideoFile | null,
  verified: Verified = null,
): Missing<Part>[] {
  const found: Missing<Part>[] = sourceTrouble(form, offer, video, verified).map((sentence) => ({
    part: 'source',
    sentence,
  }));
  if (hasText(form)) {
    for (const sentence of textTrouble(form)) found.push({ part: 'text', sentence });
  }
  if (form.isDraft) return found;
  if (!offer || !privacyOf(form, offer)) {
    found.push({ part: 'privacy', sentence: 'Choose who can see this post.' });
  }
  if (form.discloses && !form.ownBrand && !form.branded) {
    found.push({ part: 'disclosure', sentence: MUST_INDICATE });
  }
  return found;
}

/** Whether texts are sent with the post: a video draft gets its caption in the app. */
export function hasText(form: PostForm): boolean {
  return !form.isDraft || form.source === 'PHOTOS';
}

function sourceTrouble(
  form: PostForm,
  offer: Offer | null,
  video: VideoFile | null,
  verified: Verified,
): string[] {
  if (form.source === 'ADDRESS') {
    if (!form.videoUrl.trim())
      return ['Enter the full address of the video, starting with https://.'];
    const trouble = addressTrouble(form.videoUrl, verified);
    return trouble ? [`The address of the video ${trouble}`] : [];
  }
  if (form.source === 'PHOTOS') return photosTrouble(form.photos, verified);
  if (!video) return ['Choose a video file.'];
  return [
    fileTrouble(video.file),
    video.doubt === 'open' ? 'Confirm that this file is a video, or choose another.' : null,
    lengthTrouble(form, offer, video),
  ].filter((sentence) => sentence !== null);
}

function photosTrouble(photos: readonly string[], verified: Verified): string[] {
  const given = photos.filter((photo) => photo.trim());
  if (given.length === 0) return ['Enter the address of at least one photo.'];
  return photos.flatMap((photo, index) => {
    const trouble = photo.trim() && photoTrouble(photo, verified);
    return trouble ? [`Photo ${index + 1} ${trouble}`] : [];
  });
}

const OTHER_PICTURES = /\.(png|gif|heic|heif|avif|bmp|tiff?|svg)$/i;

/** What is wrong with the address of a photo: the rest of a sentence about it. */
export function photoTrouble(address: string, verified: Verified): string | null {
  const trouble = addressTrouble(address, verified);
  if (trouble) return trouble;
  const isOther = OTHER_PICTURES.test(new URL(address.trim()).pathname);
  return isOther ? 'is no JPEG or WebP: TikTok takes no other pictures.' : null;
}

/** What is wrong with an address that TikTok is to fetch: the rest of a sentence about it. */
export function addressTrouble(address: string, verified: Verified): string | null {
  if (!isAddress(address)) return 'is not a full address: it must start with https://.';
  return isVerified(address, verified) ? null : 'is not on a domain that is verified with TikTok.';
}

/** Why TikTok does not take a video of this length, found out before anything is sent. */
export function lengthTrouble(
  form: Pick<PostForm, 'isDraft'>,
  offer: Offer | null,
  { duration }: VideoFile,
): string | null {
  const most = form.isDraft ? LONGEST_DRAFT : (offer?.max_video_post_duration_sec ?? 0);
  if (duration === null || !most || duration <= most) return null;
  const who = form.isDraft ? 'TikTok takes drafts of' : 'this account may post';
  return `This video lasts ${spoken(duration)}; ${who} up to ${spoken(most)}.`;
}

/** Format a length: `9 min 5 s`. */
export function spoken(seconds: number): string {
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

function textTrouble(form: PostForm): string[] {
  if (form.source !== 'PHOTOS') {
    return tooLong('The caption', form.caption, LONGEST.caption);
  }
  return [
    ...tooLong('The title', form.photoTitle, LONGEST.photoTitle),
    ...tooLong('The description', form.description, LONGEST.description),
  ];
}

/** Without the current count, which the field shows: a screen reader would read each change. */
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
