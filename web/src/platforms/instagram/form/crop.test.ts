import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaOf, nearestShape, SHAPES } from './crop';

const MIDDLE = { size: 1, x: 0.5, y: 0.5 };

test('a phone picture is cut to the tallest shape in its middle', () => {
  const phone = { width: 1440, height: 1920 };

  expect(nearestShape(phone.width, phone.height)).toBe('4:5');
  expect(areaOf(phone, { ...MIDDLE, shape: '4:5' })).toEqual({
    left: 0,
    top: 60,
    width: 1440,
    height: 1800,
  });
});

test('every part lies in the picture, and is neither taller than 4:5 nor wider than 1.91:1', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const picture = fc.record({
    width: fc.integer({ min: 40, max: 1440 }),
    height: fc.integer({ min: 40, max: 4000 }),
  });
  const choice = fc.record({
    shape: fc.constantFrom(...SHAPES.map(({ value }) => value)),
    size: share,
    x: share,
    y: share,
  });
  fc.assert(
    fc.property(picture, choice, (whole, chosen) => {
      const { left, top, width, height } = areaOf(whole, chosen);
      expect(left >= 0 && top >= 0).toBe(true);
      expect(left + width <= whole.width && top + height <= whole.height).toBe(true);
      expect(width * 5 >= height * 4 && width * 100 <= height * 191).toBe(true);
    }),
  );
});
