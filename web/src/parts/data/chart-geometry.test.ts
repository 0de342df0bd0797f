import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathOf, pointsOf, runsOf, slotsOf, today } from './chart-geometry';

const SIZE = { width: 100, height: 40 };
const value = fc.option(fc.nat(10_000_000), { nil: null });
const slots = fc
  .array(value, { minLength: 1, maxLength: 40 })
  .map((values) => values.map((value, i) => ({ day: `d${i}`, value })));

test('every day has its slot, and one without a sample is empty', () => {
  const found = slotsOf([{ day: '2026-03-01', value: 7 }], '2026-03-02', 4);

  expect(found).toEqual([
    { day: '2026-02-27', value: null },
    { day: '2026-02-28', value: null },
    { day: '2026-03-01', value: 7 },
    { day: '2026-03-02', value: null },
  ]);
});

test('what lies outside the days is not shown', () => {
  expect(slotsOf([{ day: '2025-01-01', value: 7 }], '2026-03-02', 2).map((s) => s.value)).toEqual([
    null,
    null,
  ]);
});

test('a day is that of UTC', () => {
  expect(today(Date.parse('2026-11-25T23:59:59Z'))).toBe('2026-11-25');
});

test('a gap breaks the line, and a lone day is a run of its own', () => {
  const points = [1, null, 3, 4].map((n) => (n === null ? null : { x: n, y: n }));

  expect(runsOf(points).map(pathOf)).toEqual(['M1.0 1.0', 'M3.0 3.0L4.0 4.0']);
});

test('no point is lost, none is made up, and all are within the picture', () => {
  fc.assert(
    fc.property(slots, (slots) => {
      const points = pointsOf(slots, SIZE);

      expect(points.map(Boolean)).toEqual(slots.map((slot) => slot.value !== null));
      expect(runsOf(points).flat()).toEqual(points.filter(Boolean));
      for (const point of runsOf(points).flat()) {
        expect(point.x).toBeGreaterThanOrEqual(0);
        expect(point.x).toBeLessThanOrEqual(SIZE.width + 1e-6);
        expect(point.y).toBeGreaterThanOrEqual(0);
        expect(point.y).toBeLessThanOrEqual(SIZE.height);
      }
    }),
  );
});

test('more is higher', () => {
  fc.assert(
    fc.property(slots, (slots) => {
      const points = pointsOf(slots, SIZE);
      const known = slots.flatMap((slot, i) => {
        const point = points[i];
        return slot.value !== null && point ? [{ value: slot.value, y: point.y }] : [];
      });
      const sorted = known.toSorted((a, b) => a.value - b.value).map(({ y }) => y);

      expect(sorted).toEqual(sorted.toSorted((a, b) => b - a));
    }),
  );
});
