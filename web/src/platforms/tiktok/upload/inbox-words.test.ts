import { expect, test } from 'vitest';
import { inboxWords } from './inbox-words';

function drafts(used: number, closed_until: string | null = null) {
  const near_limit = used >= 4;
  return { used, limit: 5, near_limit, inbox_videos: used, photo_drafts: 0, closed_until };
}

test('with room in the inbox nothing is said', () => {
  expect(inboxWords(drafts(3))).toBeNull();
});

test('an inbox with one place left may be nearly full', () => {
  expect(inboxWords(drafts(4))?.title).toBe('The TikTok inbox may be nearly full');
});

test('five drafts of five are not called nearly full, and TikTok decides', () => {
  const words = inboxWords(drafts(5));

  expect(words?.title).toBe('TikTok may refuse another draft');
  expect(words?.text).toContain('5 drafts of the last 24 hours may still wait');
  expect(words?.text).toContain('TikTok decides');
});

test('after a refusal by TikTok the page says when another draft can be sent', () => {
  const words = inboxWords(drafts(5, '2026-11-30T11:40:00Z'));

  expect(words?.title).toBe('The TikTok inbox is full');
  expect(words?.text).toMatch(/after 30 Nov 2026/);
});
