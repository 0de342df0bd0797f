import { expect, test } from 'vitest';
import { distance } from './time';

const NOW = Date.parse('2026-11-25T12:00:00Z');

test.each([
  [0, 'just now'],
  [-59, 'just now'],
  [20, 'in a moment'],
  [-61, '1 minute ago'],
  [3_600, 'in 1 hour'],
  [-86_400, 'yesterday'],
  [-3 * 86_400, '3 days ago'],
])('%i seconds from now are "%s"', (seconds, words) => {
  expect(distance(NOW + seconds * 1_000, NOW)).toBe(words);
});

test('what is more than a month away is said as a date', () => {
  expect(distance(NOW - 40 * 86_400_000, NOW)).toMatch(/16 Oct 2026/);
});
