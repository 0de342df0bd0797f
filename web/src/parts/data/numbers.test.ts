import { expect, test } from 'vitest';
import { compact, counted, full, NOTHING, signed } from './numbers';

test.each([
  [0, '0'],
  [999, '999'],
  [1_234, '1.2K'],
  [20_000, '20K'],
  [3_400_000, '3.4M'],
  [1_000_000_000, '1B'],
])('%i is %s where there is little room', (count, words) => {
  expect(compact(count)).toBe(words);
});

test('a number that nobody knows is a dash, and zero is none', () => {
  expect([full(null), compact(undefined)]).toEqual([NOTHING, NOTHING]);
  expect(full(0)).toBe('0');
});

test('a change has its sign', () => {
  expect([signed(1_500), signed(-3), signed(0)]).toEqual(['+1.5K', '−3', '±0']);
});

test('one is not many', () => {
  expect([counted(1, 'video'), counted(1_200, 'video')]).toEqual(['1 video', '1,200 videos']);
});
