import { expect, test } from 'vitest';
import { isNews, testWords, verdictOf, withoutEffect } from './delivery-words';

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
  expect(withoutEffect('UNMATCHED', 'another_user')).toContain('another account');
  expect(withoutEffect('UNMATCHED', null)).toContain('seven days');
});

test('a delivery without effect says why it may have none', () => {
  const said = ['RECEIVED', 'UNMATCHED', 'UNPARSEABLE'].map((status) => withoutEffect(status));

  expect(new Set(said).size).toBe(3);
});
