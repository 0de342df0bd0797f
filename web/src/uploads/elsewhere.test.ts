import { expect, test } from 'vitest';
import { note, sentElsewhere } from './elsewhere';

const NEWS = { postId: 'p', name: 'film.mp4', size: 10, arrived: 5 };

test('what another tab sends is known as long as it tells of it', () => {
  note([NEWS], 1_000);
  note([{ ...NEWS, postId: 'q' }], 5_000);

  expect([...sentElsewhere.value.keys()]).toEqual(['p', 'q']);
  note([], 8_000);
  expect([...sentElsewhere.value.keys()]).toEqual(['q']);
});
