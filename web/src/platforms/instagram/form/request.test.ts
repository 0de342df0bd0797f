import { expect, test } from 'vitest';
import { formOf } from './again';
import { FILES, formWith, item } from './made';
import { requestOf } from './request';

const TAG = { key: 0, username: ' @anna ', x: 0.25, y: 0.5 };
const carousel = formWith({
  kind: 'CAROUSEL',
  caption: 'Hello',
  place: { id: '301', name: 'Old Harbour' },
  collaborators: '@anna, bob',
  coverMs: 1_500,
  items: [
    item(0, { file: 'cat', altText: ' A cat ', tags: [TAG] }),
    item(1, { file: 'film', altText: 'left over', tags: [TAG] }),
  ],
});

test('a carousel names the asset of each file, and a point of tags on pictures only', () => {
  const { kind, media, caption, location_id, collaborators, thumb_offset } = requestOf(
    'account',
    carousel,
    FILES,
  );

  expect([kind, caption, location_id, thumb_offset]).toEqual(['CAROUSEL', 'Hello', '301', null]);
  expect(collaborators).toEqual(['anna', 'bob']);
  expect(media.map(({ asset_id, alt_text }) => [asset_id, alt_text])).toEqual([
    ['asset-cat', 'A cat'],
    ['asset-film', ''],
  ]);
  expect(media.map(({ user_tags }) => user_tags)).toEqual([
    [{ username: 'anna', x: 0.25, y: 0.5 }],
    [{ username: 'anna', x: null, y: null }],
  ]);
});

test('a story has no caption, place or collaborators; a reel has a cover', () => {
  const story = requestOf('account', { ...carousel, kind: 'STORIES' }, FILES);
  const reel = requestOf('account', { ...carousel, kind: 'REELS', sharesToFeed: false }, FILES);
  const covered = {
    ...carousel,
    kind: 'REELS',
    coverAddress: ' https://m.example/1.jpg ',
  } as const;

  expect([story.caption, story.location_id, story.collaborators, story.share_to_feed]).toEqual([
    '',
    null,
    [],
    null,
  ]);
  expect([reel.share_to_feed, reel.thumb_offset, reel.cover_url]).toEqual([false, 1_500, null]);
  const { cover_url, thumb_offset } = requestOf('account', covered, FILES);
  expect([cover_url, thumb_offset]).toEqual(['https://m.example/1.jpg', null]);
});

test('an address is that of a picture or of a video', () => {
  const items = [
    item(0, { address: ' https://m.example.com/1.jpg ' }),
    item(1, { address: 'https://m.example.com/2.mp4', isVideoAddress: true }),
  ];

  const { media } = requestOf('account', { ...carousel, items }, FILES);

  expect(
    media.map(({ image_url, video_url, asset_id }) => [image_url, video_url, asset_id]),
  ).toEqual([
    ['https://m.example.com/1.jpg', null, null],
    [null, 'https://m.example.com/2.mp4', null],
  ]);
});

test('a form that is filled in from a post asks for the same again', () => {
  const { account_id, ...asked } = requestOf('account', carousel, FILES);

  const again = formOf(asked, (asset_id) => asset_id.replace('asset-', ''));

  expect(requestOf(account_id, again, FILES)).toEqual({ account_id, ...asked });
});
