import { expect, test } from 'vitest';
import { questionOf, SHOWN } from './shown';

test('each choice asks for something else, and a made-up one for all that stand', () => {
  const questions = SHOWN.map(({ value }) => JSON.stringify(questionOf(value)));

  expect(new Set(questions).size).toBe(SHOWN.length);
  expect(questionOf('made-up')).toEqual(questionOf(undefined));
});
