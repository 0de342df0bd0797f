import { expect, test } from 'vitest';
import type { Crm } from '../api/clients';
import { PLATFORMS } from '.';
import { postOf } from './all-posts';

const SUMMARY = {
  post_id: 'p',
  account_id: 'a',
  status: 'IN_PROGRESS',
  platform_status: 'PREPARING',
  kind: 'VIDEO',
  title: 'Hello',
  view_count: 40,
  fail_reason: null,
  created_at: '2026-11-01T12:00:00Z',
  updated_at: '2026-11-01T12:00:01Z',
} as Crm['PostSummary'];

test.each(PLATFORMS)('a row of the list is shown as a post of $name', (platform) => {
  const post = postOf(platform, SUMMARY);

  expect([post.status, post.is_pending, post.view_count]).toEqual(['PREPARING', true, 40]);
  expect([post.title, post.requested_at]).toEqual(['Hello', SUMMARY.created_at]);
});

test.each(PLATFORMS)('$name shapes a post whose kind is not told yet', (platform) => {
  expect(postOf(platform, { ...SUMMARY, kind: null }).mode).toBeNull();
});
