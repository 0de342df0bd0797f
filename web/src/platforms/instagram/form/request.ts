/** The body of the request, made from the form. */
import type { Instagram } from '../api';
import {
  type Files,
  hasAltText,
  hasCaption,
  hasPoints,
  type Item,
  isVideo,
  itemsOf,
  type PostForm,
} from './post-form';
import { nameIn, namesIn } from './tags';

type Body = Instagram['PublishRequest'];
type MediaItem = Body['media'][number];

/** Give the request; what another kind of post has is left out. */
export function requestOf(accountId: string, form: PostForm, files: Files): Body {
  const isReel = form.kind === 'REELS';
  const coverAddress = form.coverAddress.trim();
  return {
    account_id: accountId,
    kind: form.kind,
    media: itemsOf(form).map((item) => mediaOf(form, item, files)),
    caption: hasCaption(form) ? form.caption : '',
    share_to_feed: isReel ? form.sharesToFeed : null,
    is_ai_generated: form.isAiGenerated,
    location_id: hasCaption(form) ? (form.place?.id ?? null) : null,
    collaborators: hasCaption(form) ? namesIn(form.collaborators) : [],
    cover_url: isReel && coverAddress ? coverAddress : null,
    thumb_offset: isReel && !coverAddress ? form.coverMs : null,
  };
}

function mediaOf({ kind }: PostForm, item: Item, files: Files): MediaItem {
  const address = item.file ? null : item.address.trim();
  const isFilm = isVideo(kind, item, files);
  const isAt = hasPoints(kind, item, files);
  return {
    asset_id: item.file ? (files.get(item.file)?.asset?.asset_id ?? null) : null,
    image_url: isFilm ? null : address,
    video_url: isFilm ? address : null,
    alt_text: hasAltText(kind, item, files) ? item.altText.trim() : '',
    user_tags: item.tags.map(({ username, x, y }) => ({
      username: nameIn(username),
      x: isAt ? x : null,
      y: isAt ? y : null,
    })),
  };
}
