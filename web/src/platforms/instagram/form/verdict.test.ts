import { expect, test } from 'vitest';
import { READY } from './made';
import { cropOffered, notesIn, troubleIn } from './verdict';

const CROP = { left: 0, top: 135, width: 1080, height: 1350 };
const TALL = {
  code: 'TOO_TALL',
  message: 'The picture is too tall.',
  next_step: 'Crop it.',
  uses: ['IMAGE'] as const,
  rules_out: true,
  crop: CROP,
};
const ASSET = {
  ...READY,
  uses: ['STORIES' as const],
  problems: [
    { ...TALL, uses: [...TALL.uses] },
    { ...TALL, uses: [...TALL.uses], message: 'It is small.', rules_out: false, crop: null },
  ],
};

test('a file that fits this kind of post has no trouble', () => {
  expect(troubleIn(ASSET, 'STORIES')).toBeNull();
  expect(cropOffered(ASSET, 'STORIES')).toBeNull();
});

test('a file that fits another kind of post is told with the reason, and what mends it', () => {
  expect(troubleIn(ASSET, 'IMAGE')).toBe('The picture is too tall. Crop it.');
  expect(cropOffered(ASSET, 'IMAGE')).toEqual(CROP);
  expect(notesIn(ASSET, 'IMAGE')).toEqual(['It is small. Crop it.']);
});

test('a file that is refused without a reason is told in the words of the API', () => {
  const gone = { ...READY, status: 'EXPIRED' as const, message: 'Its time is over.' };

  expect(troubleIn(gone, 'STORIES')).toBe('Its time is over.');
});
