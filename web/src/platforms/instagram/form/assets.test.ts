import { expect, test } from 'vitest';
import type { Instagram } from '../api';
import { troubleIn } from './assets';

type Asset = Pick<Instagram['AssetView'], 'status' | 'message' | 'uses' | 'problems'>;

const TALL: Asset['problems'][number] = {
  code: 'too_tall',
  message: 'The picture is too tall.',
  next_step: 'Cut it.',
  uses: ['IMAGE'],
  rules_out: true,
  crop: null,
};
const ASSET: Asset = {
  status: 'READY',
  message: 'The file can be published.',
  uses: ['STORIES'],
  problems: [TALL, { ...TALL, message: 'It is small.', rules_out: false }],
};

test('a file that fits this kind of post has no trouble', () => {
  expect(troubleIn(ASSET, 'STORIES')).toBeNull();
});

test('a file that fits another kind of post is told with the reason, and what mends it', () => {
  expect(troubleIn(ASSET, 'IMAGE')).toBe('The picture is too tall. Cut it.');
});

test('a file that is refused without a reason is told in the words of the API', () => {
  const gone: Asset = { ...ASSET, status: 'EXPIRED', message: 'Its time is over.', problems: [] };

  expect(troubleIn(gone, 'STORIES')).toBe('Its time is over.');
});
