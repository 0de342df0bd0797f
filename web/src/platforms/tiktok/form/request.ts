/** What is asked of the API, in TikTok's names; what does not belong to a kind of post is left out. */
import type { TikTok } from '../../../api/clients';
import type { Offer, VideoFile, Wish } from './post-form';
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

export interface Asked {
  path: '/api/tiktok/upload' | '/api/tiktok/photos';
  body: Body;
}

/** Word the request; the consent comes on top, when the button is pressed. */
export function requestOf(
  accountId: string,
  wish: Wish,
  offer: Offer | null,
  video: VideoFile | null,
): Asked {
  const isPhotos = wish.source === 'PHOTOS';
  return {
    path: isPhotos ? '/api/tiktok/photos' : '/api/tiktok/upload',
    body: {
      account_id: accountId,
      mode: wish.isDraft ? (isPhotos ? 'MEDIA_UPLOAD' : 'INBOX') : 'DIRECT_POST',
      ...(isPhotos ? photosOf(wish) : sourceOf(wish, video)),
      ...(wish.isDraft || !offer ? {} : choicesOf(wish, offer)),
    },
  };
}

function photosOf(wish: Wish): Body {
  const kept = wish.photos.map((photo) => photo.trim());
  const before = kept.slice(0, wish.cover).filter(Boolean).length;
  const photos = kept.filter(Boolean);
  return {
    photo_images: photos,
    photo_cover_index: Math.min(before, Math.max(photos.length - 1, 0)),
    title: wish.photoTitle,
    description: wish.description,
  };
}

function sourceOf(wish: Wish, video: VideoFile | null): Body {
  if (wish.source === 'ADDRESS') {
    return { source: 'PULL_FROM_URL', video_url: wish.videoUrl.trim() };
  }
  return {
    source: 'FILE_UPLOAD',
    video_size: video?.file.size,
    content_type: contentTypeOf(video?.file.name ?? '', video?.file.type ?? ''),
    ...(video?.duration ? { video_duration_sec: video.duration } : {}),
  };
}

function choicesOf(wish: Wish, offer: Offer): Body {
  const shared = {
    privacy_level: privacyOf(wish, offer),
    disable_comment: offer.comment_disabled || !wish.allowComment,
    brand_content_toggle: isBranded(wish),
    brand_organic_toggle: isOwnBrand(wish),
    is_aigc: wish.isAigc,
  };
  if (wish.source === 'PHOTOS') return { ...shared, auto_add_music: wish.addMusic };
  return {
    ...shared,
    title: wish.caption,
    disable_duet: offer.duet_disabled || !wish.allowDuet,
    disable_stitch: offer.stitch_disabled || !wish.allowStitch,
    ...(wish.coverMs === null || wish.source !== 'FILE'
      ? {}
      : { video_cover_timestamp_ms: wish.coverMs }),
  };
}

/** Write down what the person saw and agreed to at this moment. */
export function consentOf(
  wish: Wish,
  shown: { nickname: string; privacy_level_options: readonly string[] },
  fetchedAt: string,
  agreedAt: string,
): Consent {
  return {
    nickname: shown.nickname,
    privacy_level_options: shown.privacy_level_options,
    fetched_at: fetchedAt,
    disclosure: isBranded(wish) || isOwnBrand(wish),
    declaration: declarationOf(wish),
    agreed_at: agreedAt,
  };
}

/** What kind of video a file is; browsers know not every ending. */
export function contentTypeOf(name: string, type: string): ContentType {
  if (type === 'video/quicktime' || /\.(mov|qt)$/i.test(name)) return 'video/quicktime';
  return type === 'video/webm' || /\.webm$/i.test(name) ? 'video/webm' : 'video/mp4';
}
