/** The body of the request, made from the form. */
import type { Instagram } from '../api';
import { hasAltText, hasCaption, type Item, isVideo, itemsOf, type PostForm } from './post-form';

type Body = Instagram['PublishRequest'];
type MediaItem = Body['media'][number];

/** Give the request; `assets` holds the id of each file that was sent to Postlog. */
export function requestOf(
  accountId: string,
  form: PostForm,
  assets: ReadonlyMap<File, string>,
): Body {
  return {
    account_id: accountId,
    kind: form.kind,
    media: itemsOf(form).map((item) => mediaOf(form, item, assets)),
    caption: hasCaption(form) ? form.caption : '',
    share_to_feed: form.kind === 'REELS' ? form.sharesToFeed : null,
    is_ai_generated: form.isAiGenerated,
    location_id: null,
    collaborators: [],
    cover_url: null,
    thumb_offset: null,
  };
}

function mediaOf(form: PostForm, item: Item, assets: ReadonlyMap<File, string>): MediaItem {
  const isFile = form.source === 'FILE';
  const address = isFile ? null : item.address.trim();
  const isFilm = isVideo(form, item);
  return {
    asset_id: isFile && item.file ? (assets.get(item.file) ?? null) : null,
    image_url: isFilm ? null : address,
    video_url: isFilm ? address : null,
    alt_text: hasAltText(form, item) ? item.altText.trim() : '',
    user_tags: [],
  };
}

/** Give the files that must be sent first, each once. */
export function filesOf(form: PostForm): File[] {
  if (form.source !== 'FILE') return [];
  return [...new Set(itemsOf(form).flatMap(({ file }) => (file ? [file] : [])))];
}
