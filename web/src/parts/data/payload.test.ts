import { expect, test } from 'vitest';
import { readable } from './payload';
import { exact } from './time';

test.each([
  [null, '–'],
  ['', '–'],
  [[], '–'],
  [true, 'yes'],
  [12_345, '12,345'],
  ['7300000000000000001', '7300000000000000001'],
  [['user.info.basic', 'video.list'], 'user.info.basic, video.list'],
  [{ a: 1 }, '{"a":1}'],
])('%j is read as "%s"', (value, text) => {
  expect(readable(value)).toBe(text);
});

test('a moment is read as one', () => {
  expect(readable('2026-11-25T12:00:00Z')).toBe(exact('2026-11-25T12:00:00Z'));
});
