import { expect, test } from 'vitest';
import { askedOf } from './asked';

const said = (asked: Parameters<typeof askedOf>[0]) =>
  askedOf(asked).choices.map(({ name, text }) => `${name}: ${text}`);

test('a video tells who can see it, what others may do, and each label', () => {
  expect(
    said({
      title: 'A walk',
      privacy_level: 'PUBLIC_TO_EVERYONE',
      disable_duet: true,
      brand_organic_toggle: true,
      brand_content_toggle: true,
      is_aigc: true,
      video_cover_timestamp_ms: 2500,
    }),
  ).toEqual([
    'Who can see it: Everyone',
    'Others may: comment, stitch',
    'Disclosure: Your brand, Paid partnership',
    'Label: AI-generated',
    'Cover: At 2.5 s',
  ]);
});

test('photos have a title and a description, and cannot be reused', () => {
  const asked = {
    title: 'Bread',
    description: 'Mostly\nrye',
    privacy_level: 'SELF_ONLY' as const,
    disable_comment: true,
    photo_images: ['https://a.example/1.jpg', 'https://a.example/2.jpg'],
    photo_cover_index: 1,
  };

  expect(askedOf(asked).caption).toBe('Mostly\nrye');
  expect(askedOf(asked).shown).toHaveLength(2);
  expect(said(asked)).toEqual([
    'Title: Bread',
    'Who can see it: Only you',
    'Others may: neither comment nor reuse it',
    'Cover: Photo 2',
    'Photos: https://a.example/1.jpg\nhttps://a.example/2.jpg',
  ]);
});

test('a draft has nothing that was chosen', () => {
  expect(said({ source: 'FILE_UPLOAD', video_size: 7 })).toEqual([]);
});
