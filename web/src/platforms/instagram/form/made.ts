/** What tests of the form are made of. */
import { EMPTY, type Files, type Item, type PostForm } from './post-form';
import type { Asset, SentFile } from './sent-files';

const ASSET: Asset = {
  asset_id: '',
  status: 'READY',
  message: 'The file can be published.',
  kind: 'image',
  name: '',
  content_type: 'image/jpeg',
  size: 1,
  published_size: 1,
  width: 1080,
  height: 1350,
  duration_ms: null,
  uses: ['IMAGE', 'STORIES', 'CAROUSEL'],
  problems: [],
  changes: [],
  upload: null,
  preview_url: null,
  created_at: '',
  expires_at: '',
};

export const READY = ASSET;

/** A file that Postlog has looked into; its asset is called as it is, with `asset-` before. */
export function sent(id: string, isVideo = false, by: Partial<SentFile> = {}): SentFile {
  const uses: Asset['uses'] = isVideo ? ['REELS', 'STORIES', 'CAROUSEL'] : ASSET.uses;
  const asset: Asset = {
    ...ASSET,
    asset_id: `asset-${id}`,
    kind: isVideo ? 'video' : 'image',
    uses,
  };
  const name = isVideo ? `${id}.mp4` : `${id}.jpg`;
  const made = { id, name, size: 1, isVideo, arrived: 1, asset, trouble: null };
  return { ...made, state: 'known', ...by };
}

export const FILES: Files = new Map(
  [sent('cat'), sent('dog'), sent('film', true)].map((one) => [one.id, one]),
);

export function item(key: number, by: Partial<Item>): Item {
  const none = { file: null, address: '', isVideoAddress: false, altText: '', tags: [] };
  return { key, ...none, ...by };
}

/** A form with these files. */
export function formWith(by: Partial<PostForm>, ...files: string[]): PostForm {
  return { ...EMPTY, items: files.map((file, key) => item(key, { file })), ...by };
}
