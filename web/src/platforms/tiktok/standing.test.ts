import { expect, test } from 'vitest';
import type { Standing } from '../platform';
import { reasonOf, standingOf, uncountedOf } from './standing';

const NOW = Date.parse('2026-11-02T12:00:00Z');
const POST: Standing = {
  status: 'PUBLISH_COMPLETE',
  fail_reason: null,
  visibility: 'AWAITED',
  requested_at: '2026-11-02T11:00:00Z',
};

test('a post that everybody shall see is in review until it is public', () => {
  const said = (by: Partial<Standing>) => standingOf({ ...POST, ...by }, NOW);

  expect([said({}).word, said({}).tone]).toEqual(['In review', 'wait']);
  expect(said({ requested_at: '2026-11-01T11:00:00Z' }).word).toBe('Not made public');
  expect(said({ visibility: 'PUBLIC' }).word).toBe('Published');
  expect(said({ visibility: null }).word).toBe('Published');
  expect(said({ visibility: 'WITHDRAWN' }).tone).toBe('calm');
});

test('what the person has stopped did not fail', () => {
  for (const fail_reason of ['upload_terminated', 'publish_cancelled']) {
    const said = standingOf({ ...POST, status: 'FAILED', fail_reason, visibility: null }, NOW);

    expect([said.word, said.tone, reasonOf(fail_reason)]).toEqual(['Cancelled', 'calm', '']);
  }
  expect(standingOf({ ...POST, status: 'FAILED', fail_reason: 'internal' }, NOW).tone).toBe('bad');
});

test('a reason is short and plain, also one that is new', () => {
  expect(reasonOf('picture_size_check_failed')).toBe('Picture size');
  expect(reasonOf('too_loud-now')).toBe('Too loud now');
});

test('it is said why there are no numbers, but not where they may come', () => {
  const post = { status: 'PUBLISH_COMPLETE', mode: 'DIRECT_POST', visibility: null };

  expect(uncountedOf({ ...post, privacy_level: 'SELF_ONLY' }, null)).toContain('public posts only');
  const draft = { ...post, status: 'SEND_TO_USER_INBOX', privacy_level: null };
  const shown = { ...post, privacy_level: 'PUBLIC_TO_EVERYONE', visibility: 'PUBLIC' } as const;
  expect(uncountedOf(draft, null)).toContain('draft');
  expect(uncountedOf(shown, ['video.list'])).toBeNull();
  expect(uncountedOf(shown, ['video.publish'])).toContain('Reconnect');
});
