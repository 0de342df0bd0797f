import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pauseBefore } from './settling';

test('the first look comes after a second', () => {
  expect(pauseBefore(0)).toBe(1_000);
});

test('no pause is shorter than the one before it, and none is longer than a quarter of a minute', () => {
  fc.assert(
    fc.property(fc.nat(200), (turn) => {
      expect(pauseBefore(turn + 1)).toBeGreaterThanOrEqual(pauseBefore(turn));
      expect(pauseBefore(turn)).toBeLessThanOrEqual(15_000);
    }),
  );
});
