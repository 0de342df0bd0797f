import { expect, test } from 'vitest';
import { bytesOf, mayAnswerPrivately } from './privately';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const COMMENT = {
  kind: 'comment' as const,
  is_ours: false,
  at: '2026-11-30T10:00:00Z',
  replies: [],
};
const ACCOUNT = { scopes: ['instagram_manage_messages', 'pages_show_list'] };

test('a comment of others is answered privately where the account may send messages', () => {
  expect(mayAnswerPrivately(COMMENT, ACCOUNT, NOW)).toBe(true);
  expect(mayAnswerPrivately(COMMENT, { scopes: ['instagram_business_manage_messages'] }, NOW)).toBe(
    true,
  );
});

test('without the permission, or without a Page that could send it, nothing is offered', () => {
  for (const scopes of [null, [], ['pages_show_list'], ['instagram_manage_messages']]) {
    expect(mayAnswerPrivately(COMMENT, { scopes }, NOW)).toBe(false);
  }
  expect(mayAnswerPrivately(COMMENT, undefined, NOW)).toBe(false);
});

test('after seven days, and of mentions and own comments, nothing is offered', () => {
  const old = { ...COMMENT, at: '2026-11-23T12:00:00Z' };

  expect(mayAnswerPrivately(old, ACCOUNT, NOW)).toBe(false);
  expect(mayAnswerPrivately({ ...COMMENT, is_ours: true }, ACCOUNT, NOW)).toBe(false);
  expect(mayAnswerPrivately({ ...COMMENT, kind: 'mention' }, ACCOUNT, NOW)).toBe(false);
});

test('one private answer is all; one that was refused, or is lost, may be tried again', () => {
  const with_ = (status: string, target = 'private') => ({
    ...COMMENT,
    replies: [{ status, target }],
  });

  expect(mayAnswerPrivately(with_('POSTED'), ACCOUNT, NOW)).toBe(false);
  expect(mayAnswerPrivately(with_('REQUESTED'), ACCOUNT, NOW)).toBe(false);
  expect(mayAnswerPrivately(with_('FAILED'), ACCOUNT, NOW)).toBe(true);
  expect(mayAnswerPrivately(with_('POSTED', 'comment'), ACCOUNT, NOW)).toBe(true);
});

test('a message is measured in bytes', () => {
  expect(bytesOf('é€😀')).toBe(2 + 3 + 4);
});
