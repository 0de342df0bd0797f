import { expect, test } from 'vitest';
import { nextOf, stepsOf } from './first-steps';

test.each([
  [false, false, false, 'Connect a TikTok account'],
  [true, false, false, 'Post a video or photos'],
  [true, true, false, 'Watch what becomes of it'],
  [false, true, true, 'Connect a TikTok account'],
  [true, true, true, undefined],
])(
  'connected %s, posted %s, watched %s: next is "%s"',
  (isConnected, hasPosted, hasWatched, title) => {
    expect(nextOf(stepsOf({ isConnected, hasPosted, hasWatched }))?.title).toBe(title);
  },
);
