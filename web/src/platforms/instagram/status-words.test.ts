import { expect, test } from 'vitest';
import { STATUSES } from './status-words';

test('each state has a word of its own', () => {
  const words = Object.values(STATUSES).map(({ word }) => word);

  expect(new Set(words).size).toBe(words.length);
});

test('an outcome that nothing has told is settled, and no outcome', () => {
  const settled = Object.entries(STATUSES).filter(([, words]) => words.isSettled);

  expect(settled.map(([status]) => status)).toEqual(['PUBLISHED', 'FAILED', 'UNKNOWN']);
  expect(settled.filter(([, { isOutcome }]) => !isOutcome).map(([status]) => status)).toEqual([
    'UNKNOWN',
  ]);
});
