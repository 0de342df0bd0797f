import { expect, test } from 'vitest';
import { EMPTY, emptyItem, type PostForm } from './post-form';
import { filesOf, requestOf } from './request';

const PICTURE = new File(['x'], 'cat.jpg', { type: 'image/jpeg' });
const VIDEO = new File(['xy'], 'cat.mp4', { type: 'video/mp4' });
const ASSETS = new Map([
  [PICTURE, 'asset-1'],
  [VIDEO, 'asset-2'],
]);
const carousel: PostForm = {
  ...EMPTY,
  kind: 'CAROUSEL',
  caption: 'Hello',
  items: [
    { ...emptyItem(0), file: PICTURE, altText: ' A cat ' },
    { ...emptyItem(1), file: VIDEO, altText: 'left over' },
  ],
};

test('a carousel names the asset of each file, and an alternative text for pictures only', () => {
  const { kind, media, caption } = requestOf('account', carousel, ASSETS);

  expect([kind, caption]).toEqual(['CAROUSEL', 'Hello']);
  expect(media.map(({ asset_id, alt_text }) => [asset_id, alt_text])).toEqual([
    ['asset-1', 'A cat'],
    ['asset-2', ''],
  ]);
  expect(filesOf(carousel)).toEqual([PICTURE, VIDEO]);
});

test('a story has no caption, and only a reel says whether it is shown on the profile', () => {
  const story = requestOf('account', { ...carousel, kind: 'STORIES' }, ASSETS);
  const reel = requestOf('account', { ...carousel, kind: 'REELS', sharesToFeed: false }, ASSETS);

  expect([story.caption, story.share_to_feed, story.media.length]).toEqual(['', null, 1]);
  expect(reel.share_to_feed).toBe(false);
});

test('an address is that of a picture or of a video, and no file is sent', () => {
  const items = [
    { ...emptyItem(0), address: ' https://m.example.com/1.jpg ', file: PICTURE },
    { ...emptyItem(1), address: 'https://m.example.com/2.mp4', isVideoAddress: true },
  ];
  const form: PostForm = { ...carousel, source: 'ADDRESS', items };

  const { media } = requestOf('account', form, ASSETS);

  expect(
    media.map(({ image_url, video_url, asset_id }) => [image_url, video_url, asset_id]),
  ).toEqual([
    ['https://m.example.com/1.jpg', null, null],
    [null, 'https://m.example.com/2.mp4', null],
  ]);
  expect(filesOf(form)).toEqual([]);
});

test('a file that is chosen twice is sent once', () => {
  const twice = { ...carousel, items: carousel.items.map((item) => ({ ...item, file: PICTURE })) };

  expect(filesOf(twice)).toEqual([PICTURE]);
});
