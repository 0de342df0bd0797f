import { expect, test } from 'vitest';
import { KINDS, kindOf, questionOf, SHOWN } from './shown';

test('each choice asks for something else, and a made-up one for all that stand', () => {
  const questions = SHOWN.map(({ value }) => JSON.stringify(questionOf(value)));

  expect(new Set(questions).size).toBe(SHOWN.length);
  expect(questionOf('made-up')).toEqual(questionOf(undefined));
});

test('a kind is asked for where it is one', () => {
  expect(KINDS.map(({ value }) => kindOf(value))).toEqual([null, 'comment', 'mention']);
  expect(kindOf('made-up')).toBeNull();
});
