import { expect, test } from 'vitest';
import { barsOf } from './bars';

const slots = (...values: (number | null)[]) =>
  values.map((value, day) => ({ day: `2026-11-0${day + 1}`, value }));

test('the greatest day is as high as there is room, and the others in proportion', () => {
  expect(barsOf(slots(10, 5)).map(({ y, height }) => [y, height])).toEqual([
    [0, 64],
    [32, 32],
  ]);
});

test('a day without a sample has no bar, and one without a gain a thin line', () => {
  expect(barsOf(slots(null, 0, 4)).map(({ index, height }) => [index, height])).toEqual([
    [1, 1],
    [2, 64],
  ]);
});

test('what was taken back hangs below the line', () => {
  const [up, down] = barsOf(slots(3, -1));

  expect([up?.y, up?.height, down?.y, down?.height]).toEqual([0, 48, 48, 16]);
});
