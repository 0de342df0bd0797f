import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunkEnd, storedOf } from './chunks';

it.each([
  [0, 55_009, 55_009, 55_009],
  [0, 20_000_000, 10_000_000, 10_000_000],
  [10_000_000, 20_000_001, 10_000_000, 20_000_001],
  [30_000_000, 50_000_123, 10_000_000, 40_000_000],
  [40_000_000, 50_000_123, 10_000_000, 50_000_123],
])('from %d of %d in chunks of %d goes to %d', (offset, size, chunk, stop) => {
  expect(chunkEnd(offset, size, chunk)).toBe(stop);
});

it.each([
  [0, 19_000_000, 19_000_000, 0],
  [18_700_000, 19_000_000, 19_000_000, 0],
  [19_000_000, 19_000_000, 19_000_000, 19_000_000],
  [12_345_678, 25_000_000, 10_000_000, 10_000_000],
  [24_999_999, 25_000_000, 10_000_000, 10_000_000],
])('of %d that arrived of %d in chunks of %d the platform has %d', (arrived, size, chunk, has) => {
  expect(storedOf(arrived, size, chunk)).toBe(has);
});

it('gets from the first byte to the last in as many chunks as the server counts', () => {
  const chunks = fc.integer({ min: 5_000_000, max: 64_000_000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), chunks, (size, chunkSize) => {
      let [offset, count] = [0, 0];
      while (offset < size) {
        const stop = chunkEnd(offset, size, chunkSize);
        expect(stop).toBeGreaterThan(offset);
        offset = stop;
        count++;
      }
      expect(offset).toBe(size);
      expect(count).toBe(Math.max(Math.floor(size / chunkSize), 1));
    }),
  );
});
