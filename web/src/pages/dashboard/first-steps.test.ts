import { expect, test } from 'vitest';
import type { Platform } from '../../platforms/platform';
import { nextOf, stepsOf } from './first-steps';

const HERE = { id: 'here', name: 'Here' } as Platform;

test.each([
  [false, false, false, 'Connect a Here account'],
  [true, false, false, 'Post a video or photos'],
  [true, true, false, 'See how it does'],
  [false, true, true, 'Connect a Here account'],
  [true, true, true, undefined],
])(
  'connected %s, posted %s, watched %s: next is "%s"',
  (isConnected, hasPosted, hasWatched, title) => {
    expect(nextOf(stepsOf({ isConnected, hasPosted, hasWatched }, [HERE]))?.title).toBe(title);
  },
);
