import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, filtersOf, spanOf } from './query';

test('only the filters of the page are read from its address, and empty ones are none', () => {
  const query = { status: 'FAILED', text: '', utm_source: 'x' };

  expect(filtersOf(query, ['status', 'text'])).toEqual({ status: 'FAILED' });
});

test('an emptied filter leaves the address, and the others stay', () => {
  const query = { status: 'FAILED', account: 'a' };

  expect(addressOf('/posts', query, { status: '' })).toBe('/posts?account=a');
  expect(addressOf('/posts', query, { status: '', account: '' })).toBe('/posts');
});

test('whatever is typed survives the way into the address and back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
      const { searchParams } = new URL(addressOf('/posts', {}, { text }), 'http://here');

      expect(filtersOf(Object.fromEntries(searchParams), ['text'])).toEqual({ text });
    }),
  );
});

test('both days of a span belong to it', () => {
  const { from, to } = spanOf({ from: '2026-11-24', to: '2026-11-24' });

  expect(from).toBe(new Date(2026, 10, 24).toISOString());
  expect(to).toBe(new Date(2026, 10, 25).toISOString());
});

test('what is no date is not asked for', () => {
  expect(spanOf({ from: 'yesterday', to: '' })).toEqual({});
});
