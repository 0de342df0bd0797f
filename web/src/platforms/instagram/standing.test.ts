import { expect, test } from 'vitest';
import { reasonOf, standingOf, uncountedOf } from './standing';

const POST = { status: 'PUBLISHED', fail_reason: null, requested_at: null } as const;

test('what Instagram lists no more is said so, and was published', () => {
  expect(standingOf({ ...POST, visibility: 'WITHDRAWN' }).word).toBe('No longer listed');
  expect(standingOf({ ...POST, visibility: 'PUBLIC' }).word).toBe('Published');
});

test('a number is called an error, and a word is plain', () => {
  expect([reasonOf('9/2207051'), reasonOf('media_refused')]).toEqual([
    'Error 9/2207051',
    'Media refused',
  ]);
});

test('a published post may get numbers, and no other does', () => {
  const shown = { mode: 'IMAGE', privacy_level: null } as const;

  expect(uncountedOf({ ...shown, status: 'PUBLISHED', visibility: 'PUBLIC' }, null)).toBeNull();
  expect(uncountedOf({ ...shown, status: 'FAILED', visibility: null }, null)).toContain('once');
});
