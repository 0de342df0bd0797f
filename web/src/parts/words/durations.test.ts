import { expect, test } from 'vitest';
import { inWords } from './durations';

test.each([
  [0.4, '1 second'],
  [45, '45 seconds'],
  [60, '1 minute'],
  [61, '2 minutes'],
  [600, '10 minutes'],
  [86_400, '24 hours'],
])('%d seconds are told as "%s"', (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});
