import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LoadPage, readUpTo } from './paging';

/** A list of so many numbers, which counts how often it is asked. */
function list(length: number): { load: LoadPage<number>; asked: number[] } {
  const asked: number[] = [];
  const load: LoadPage<number> = async ({ limit, cursor }) => {
    asked.push(limit);
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(limit, length - from) }, (_, i) => from + i);
    const end = from + items.length;
    return { items, next: end < length ? String(end) : null };
  };
  return { load, asked };
}

test('what is read is the beginning of the list, and as long as it was wanted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_800), fc.integer({ min: 1, max: 1_800 }), async (length, wanted) => {
      const { items, next } = await readUpTo(list(length).load, wanted);

      expect(items).toEqual(Array.from({ length: Math.min(length, wanted) }, (_, i) => i));
      expect(next).toBe(length > wanted ? String(wanted) : null);
    }),
    { numRuns: 50 },
  );
});

test('no more is asked for at once than the API gives', async () => {
  const { load, asked } = list(2_000);
  await readUpTo(load, 1_100);

  expect(asked).toEqual([500, 500, 100]);
});
