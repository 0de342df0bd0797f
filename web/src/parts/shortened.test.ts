import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortened } from './shortened';

test('a text that fits stays as it is', () => {
  expect(shortened('Dashboard')).toBe('Dashboard');
  expect(shortened('x'.repeat(60))).toBe('x'.repeat(60));
});

test('a long text ends at a word', () => {
  expect(shortened('Morning light over the harbour', 20)).toBe('Morning light over…');
});

test('a long word is cut, also after a short one', () => {
  expect(shortened('x'.repeat(30), 20)).toBe(`${'x'.repeat(20)}…`);
  expect(shortened(`So ${'x'.repeat(30)}`, 20)).toBe(`So ${'x'.repeat(17)}…`);
});

test('it is never longer than it may be, begins as the text does, and halves no character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const short = shortened(text, 20);

      expect([...short].length).toBeLessThanOrEqual(21);
      expect(text.startsWith(short === text ? text : short.slice(0, -1))).toBe(true);
      expect(short).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});
