import { expect, test } from 'vitest';
import type { Instagram } from '../api';
import {
  isUnclear,
  isUnderWay,
  type Reply,
  refusedReader,
  refusedText,
  withSent,
  wordsOfReply,
} from './reply-words';

function reply(reply_id: string, status: string): Reply {
  return {
    reply_id,
    status,
    target: 'comment',
    text: `text of ${reply_id}`,
    fail_message: null,
    created_at: null,
  };
}

test('a failed answer is told with its reason', () => {
  const failed = { status: 'FAILED', target: 'comment', fail_message: 'The comment is gone.' };

  expect(wordsOfReply(failed)).toEqual({
    tone: 'bad',
    sentence: 'Your answer was not posted: The comment is gone.',
  });
});

test('a state that came later than these words is still told', () => {
  const pinned = { status: 'PINNED', target: 'comment', fail_message: null };

  expect(wordsOfReply(pinned).sentence).toBe('Your answer');
});

test('a private answer is told as one, and a refused one is written to the same reader again', () => {
  const posted = { ...reply('1', 'POSTED'), target: 'private' };
  const failed = { ...reply('2', 'FAILED'), target: 'private' };

  expect(wordsOfReply(posted).sentence).toBe('You answered privately');
  expect(refusedReader([posted, failed])).toBe('author');
  expect(refusedReader([failed, posted])).toBe('everybody');
  expect(refusedReader([reply('3', 'FAILED')])).toBe('everybody');
});

test('an answer that was accepted is shown until the list has it, and then once', () => {
  const sent = [reply('1', 'REQUESTED') as unknown as Instagram['ReplyAnswer']];

  expect(withSent([], sent).map(({ status }) => status)).toEqual(['REQUESTED']);
  expect(withSent([reply('1', 'POSTED')], sent).map(({ status }) => status)).toEqual(['POSTED']);
});

test('no further answer is offered while one is under way, and one is asked about where unclear', () => {
  expect(isUnderWay([reply('1', 'POSTED'), reply('2', 'ATTEMPTED')])).toBe(true);
  expect(isUnderWay([reply('1', 'OUTCOME_UNKNOWN')])).toBe(false);
  expect(isUnclear([reply('1', 'OUTCOME_UNKNOWN')])).toBe(true);
  expect(isUnclear([reply('1', 'FAILED')])).toBe(false);
});

test('the text of an answer that was refused last can be sent again', () => {
  expect(refusedText([reply('1', 'POSTED'), reply('2', 'FAILED')])).toBe('text of 2');
  expect(refusedText([reply('1', 'FAILED'), reply('2', 'POSTED')])).toBe('');
  expect(refusedText([])).toBe('');
});
