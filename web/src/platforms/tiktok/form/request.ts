/** The request to the API, in TikTok's names, without the fields that another kind of post has. */
import type { TikTok } from '../api';
import type { Offer, PostForm, VideoFile } from './post-form';
import { type Declaration, declarationOf, isBranded, isOwnBrand, privacyOf } from './rules';

type ContentType = TikTok['UploadRequest']['content_type'];

/** What was shown and agreed to, kept with the post as evidence. */
export interface Consent {
  nickname: string;
  privacy_level_options: readonly string[];
  fetched_at: string;
  disclosure: boolean;
  declaration: Declaration;
  agreed_at: string;
}

export type Body = Readonly<Record<string, unknown>>;

export interface PostRequest {
  path: '/api/tiktok/upload' | '/api/tiktok/photos' | '/api/tiktok/posts/{post_id}/retry';
  /** The post that is tried again. */
  post_id?: string;
  body: Body;
}

/** Make the request; the consent is added when the button is pressed. */
export function requestOf(
  accountId: string,
  form: PostForm,
  offer: Offer | null,
  video: VideoFile | null,
): PostRequest {
  const isPhotos = form.source === 'PHOTOS';
  return {
    path: isPhotos ? '/api/tiktok/photos' : '/api/tiktok/upload',
    body: {
      account_id: accountId,
      mode: form.isDraft ? (isPhotos ? 'MEDIA_UPLOAD' : 'INBOX') : 'DIRECT_POST',
      ...(isPhotos ? photosOf(form) : sourceOf(form, video)),
      ...(form.isDraft || !offer ? {} : choicesOf(form, offer)),
    },
  };
}

function photosOf(form: PostForm): Body {
  const kept = form.photos.map((photo) => photo.trim());
  const before = kept.slice(0, form.cover).filter(Boolean).length;
  const photos = kept.filter(Boolean);
  return {
    photo_images: photos,
    photo_cover_index: Math.min(before, Math.max(photos.length - 1, 0)),
    title: form.photoTitle,
    description: form.description,
  };
}

function sourceOf(form: PostForm, video: VideoFile | null): Body {
  if (form.source === 'ADDRESS') {
    return { source: 'PULL_FROM_URL', video_url: form.videoUrl.trim() };
  }
  return {
    source: 'FILE_UPLOAD',
    video_size: video?.file.size,
    content_type: contentTypeOf(video?.file.name ?? '', video?.file.type ?? ''),
    ...(video?.duration ? { video_duration_sec: video.duration } : {}),
  };
}

function choicesOf(form: PostForm, offer: Offer): Body {
  const shared = {
    privacy_level: privacyOf(form, offer),
    disable_comment: offer.comment_disabled || !form.allowComment,
    brand_content_toggle: isBranded(form),
    brand_organic_toggle: isOwnBrand(form),
    is_aigc: form.isAigc,
  };
  if (form.source === 'PHOTOS') return { ...shared, auto_add_music: form.addMusic };
  return {
    ...shared,
    title: form.caption,
    disable_duet: offer.duet_disabled || !form.allowDuet,
    disable_stitch: offer.stitch_disabled || !form.allowStitch,
    ...(form.coverMs === null || form.source !== 'FILE'
      ? {}
      : { video_cover_timestamp_ms: form.coverMs }),
  };
}

/** Write down what the person saw and agreed to at this moment. */
export function consentOf(
  form: PostForm,
  shown: { nickname: string; privacy_level_options: readonly string[] },
  fetchedAt: string,
  agreedAt: string,
): Consent {
  return {
    nickname: shown.nickname,
    privacy_level_options: shown.privacy_level_options,
    fetched_at: fetchedAt,
    disclosure: isBranded(form) || isOwnBrand(form),
    declaration: declarationOf(form),
    agreed_at: agreedAt,
  };
}

/** Give the type of a video file; browsers do not know every file name extension. */
export function contentTypeOf(name: string, type: string): ContentType {
  if (type === 'video/quicktime' || /\.(mov|qt)$/i.test(name)) return 'video/quicktime';
  return type === 'video/webm' || /\.webm$/i.test(name) ? 'video/webm' : 'video/mp4';
}
