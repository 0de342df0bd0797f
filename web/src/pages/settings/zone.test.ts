import { expect, test } from 'vitest';
import { zoneInWords } from './zone';

test('a zone is named with its distance from UTC at that time of the year', () => {
  const winter = new Date('2026-01-15T12:00:00Z');
  const summer = new Date('2026-07-15T12:00:00Z');

  expect(zoneInWords(winter, 'Europe/Berlin')).toBe('Europe/Berlin (GMT+1)');
  expect(zoneInWords(summer, 'Europe/Berlin')).toBe('Europe/Berlin (GMT+2)');
  expect(zoneInWords(winter, 'UTC')).toMatch(/^UTC \(GMT/);
});
