import { expect, test } from 'vitest';
import {
  delayOf,
  isNews,
  kindOf,
  outcomeOf,
  testWords,
  verdictOf,
  withoutEffect,
} from './delivery-words';

test('a verdict that is not known yet is shown as it is written', () => {
  expect(verdictOf('doubtful', 'There')).toMatchObject({ word: 'doubtful', tone: 'calm' });
  expect(verdictOf('verified', 'There').tone).toBe('good');
});

test('a test that arrived says what it shows', () => {
  expect(testWords('verified', 'There').title).toBe('There’s test arrived');
  expect(testWords('verified', 'There').means).toContain('signature');
  expect(testWords('unverified', 'There').means).not.toContain('signature');
});

test('a test is news for a day', () => {
  const sent = '2026-11-30T12:00:00Z';

  expect(isNews(sent, Date.parse('2026-12-01T11:59:59Z'))).toBe(true);
  expect(isNews(sent, Date.parse('2026-12-01T12:00:00Z'))).toBe(false);
});

test('a delivery about the post of another account says so', () => {
  expect(withoutEffect('UNMATCHED', 'another_user')).toContain('different account');
  expect(withoutEffect('UNMATCHED', null)).toContain('seven days');
});

test('a delivery without effect says why it may have none', () => {
  const said = ['RECEIVED', 'UNMATCHED', 'UNPARSEABLE'].map((status) => withoutEffect(status));

  expect(new Set(said).size).toBe(3);
});

test('what became of a delivery is told by its effects first', () => {
  const words = (status: string, effects: number) =>
    outcomeOf({ status, effects: Array.from({ length: effects }) }).word;

  expect(words('RECEIVED', 2)).toBe('2 changes');
  expect(words('RECEIVED', 0)).toBe('No change');
  expect(words('UNMATCHED', 0)).toBe('No match');
  expect(words('UNPARSEABLE', 0)).toBe('Unreadable');
});

test('a kind without words is called as the platform calls it', () => {
  const kinds = [{ name: 'post.failed', title: 'Post failed', tone: 'bad' }] as const;

  expect(kindOf('post.failed', kinds)).toMatchObject({ title: 'Post failed', tone: 'bad' });
  expect(kindOf('post.pinned', kinds)).toMatchObject({ title: 'post.pinned', tone: 'calm' });
  expect(kindOf(null, kinds).title).toBe('no event name');
});

test('a delivery is never told to have come before its event', () => {
  expect(delayOf('2026-11-30T12:00:01Z', '2026-11-30T12:00:00.400Z')).toBe('less than a second');
  expect(delayOf('2026-11-30T12:00:00Z', '2026-11-30T12:00:02.100Z')).toBe('2 seconds');
});
