/** A post that is tried again: the form as it was filled in, and the request of the new attempt. */
import type { TikTok } from '../api';
import { EMPTY, type PostForm } from './post-form';
import type { PostRequest } from './request';

/** The attempt that is over, and what the next one begins with. */
export interface Again {
  post_id: string;
  /** The attempt that is over. */
  attempt: number;
  form: PostForm;
  /** The file of the former attempt, where this tab still has it and it was not refused. */
  file: File | null;
  /** Why TikTok may have posted the attempt that is over; null where it has not. */
  risk: string | null;
  /** Called after a refusal: it may have been of an attempt that began. */
  onRefused: () => void;
}

type Former = Pick<TikTok['StatusAnswer'], 'media' | 'mode'>;

/**
 * Fill the form in as the person has filled it in for the attempt that is over.
 *
 * The cover is a moment of the former file: it is filled in only where that file still is.
 */
export function formOf(
  asked: Partial<TikTok['PostChanges']>,
  { media, mode }: Former,
  file: File | null,
): PostForm {
  const ownBrand = asked.brand_organic_toggle ?? false;
  const branded = asked.brand_content_toggle ?? false;
  const isPhotos = media === 'PHOTO';
  return {
    ...EMPTY,
    source: isPhotos ? 'PHOTOS' : asked.source === 'PULL_FROM_URL' ? 'ADDRESS' : 'FILE',
    isDraft: mode !== 'DIRECT_POST',
    caption: isPhotos ? '' : (asked.title ?? ''),
    photoTitle: isPhotos ? (asked.title ?? '') : '',
    description: asked.description ?? '',
    privacy: asked.privacy_level ?? '',
    allowComment: !asked.disable_comment,
    allowDuet: !asked.disable_duet,
    allowStitch: !asked.disable_stitch,
    addMusic: asked.auto_add_music ?? false,
    discloses: ownBrand || branded,
    ownBrand,
    branded,
    isAigc: asked.is_aigc ?? false,
    coverMs: (file && asked.video_cover_timestamp_ms) ?? null,
    videoUrl: asked.video_url ?? '',
    photos: asked.photo_images?.length ? asked.photo_images : [''],
    cover: asked.photo_cover_index ?? 0,
  };
}

/** Make the request of the new attempt: its account and its mode are those of the post. */
export function againOf({ body }: PostRequest, post_id: string): PostRequest {
  const { account_id: _account, mode: _mode, ...changes } = body;
  return { path: '/api/tiktok/posts/{post_id}/retry', post_id, body: changes };
}

/** The service begins one attempt with this key, even if it is sent twice or from two tabs. */
export function keyAfter(attempt: number): string {
  return `after-attempt-${attempt}`;
}
