import { expect, test } from 'vitest';
import { wordsOfReply } from './reply-words';

test('a failed answer is told with its reason', () => {
  expect(wordsOfReply({ status: 'FAILED', fail_message: 'The comment is gone.' })).toEqual({
    tone: 'bad',
    sentence: 'Your answer was not posted: The comment is gone.',
  });
});

test('a state that came later than these words is still told', () => {
  expect(wordsOfReply({ status: 'PINNED', fail_message: null }).sentence).toBe('Your answer');
});
