/** The form filled in as a post was: to try it again, or to make another one like it. */
import type { Instagram } from '../api';
import { EMPTY, type Item, type PostForm } from './post-form';

type Asked = Instagram['PostChanges'];

/** Fill the form in; `fileOf` gives the file of an asset. */
export function formOf(asked: Asked, fileOf: (asset_id: string) => string): PostForm {
  return {
    ...EMPTY,
    kind: asked.kind ?? 'IMAGE',
    items: (asked.media ?? []).map((medium, key) => itemOf(medium, key, fileOf)),
    caption: asked.caption ?? '',
    place: asked.location_id ? { id: asked.location_id, name: `Page ${asked.location_id}` } : null,
    collaborators: (asked.collaborators ?? []).join(', '),
    sharesToFeed: asked.share_to_feed ?? true,
    isAiGenerated: asked.is_ai_generated ?? false,
    coverMs: asked.thumb_offset ?? null,
    coverAddress: asked.cover_url ?? '',
  };
}

function itemOf(
  medium: NonNullable<Asked['media']>[number],
  key: number,
  fileOf: (asset_id: string) => string,
): Item {
  return {
    key,
    file: medium.asset_id ? fileOf(medium.asset_id) : null,
    address: medium.video_url ?? medium.image_url ?? '',
    isVideoAddress: typeof medium.video_url === 'string',
    altText: medium.alt_text ?? '',
    tags: (medium.user_tags ?? []).map(({ username, x, y }, at) => ({
      key: at,
      username,
      x: x ?? 0.5,
      y: y ?? 0.5,
    })),
  };
}
