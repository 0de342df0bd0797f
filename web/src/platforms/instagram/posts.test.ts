import { expect, test } from 'vitest';
import type { Crm } from '../../api/clients';
import { captionOf, mediaOf } from '../../parts/words/post-words';
import type { Instagram } from './api';
import { asPost, asStatus } from './posts';

const ROW = {
  post_id: 'p',
  account_id: 'a',
  status: 'PUBLISHED',
  kind: 'REELS',
  caption: 'Hello',
  items: [{ is_video: true, source: 'ASSET' }],
  metrics: { views: 40, likes: null, shares: 2 },
  like_count: 3,
  comments_count: 1,
  fail_code: null,
  fbtrace_id: 'A',
  media_id: 'm',
  permalink: 'https://www.instagram.com/reel/abc/',
  gone_at: null,
  created_at: '2026-11-01T12:00:00Z',
} as unknown as Crm['InstagramPost'];

test('a post has its sampled numbers, and those of the list where they were not sampled', () => {
  const post = asPost(ROW);

  expect([post.view_count, post.like_count, post.comment_count, post.share_count]).toEqual([
    40, 3, 1, 2,
  ]);
});

test('a post is called by its caption, and a reel is a video', () => {
  const post = asPost(ROW);

  expect([captionOf(post), mediaOf(post), post.mode]).toEqual(['Hello', 'Video', 'REELS']);
  expect(post.requested_at).toBe(ROW.created_at);
});

test('a carousel is so many photos, and what is gone is public no more', () => {
  const item = { is_video: false, source: 'URL', asset_id: null, alt_text: '' };
  const post = asPost({ ...ROW, kind: 'CAROUSEL', items: [item, item], gone_at: '2026-11-02' });

  expect([mediaOf(post), post.post_ids]).toEqual(['2 photos', []]);
});

const SAID = {
  post_id: 'p',
  account_id: 'a',
  kind: 'IMAGE',
  attempt: 1,
  status: 'PUBLISHED',
  waits_for: null,
  fail_code: null,
  fail_item: null,
  platform_message: null,
  fbtrace_id: null,
  message: 'Published.',
  next_step: '',
  retry: 'never',
  change: null,
  parts: [],
  media_id: 'm',
  permalink: 'https://www.instagram.com/p/abc/',
  observed_at: null,
  created_at: '2026-11-01T12:00:00Z',
} as Instagram['StatusAnswer'];

test('a published post links to where it can be seen', () => {
  expect(asStatus(SAID).links).toEqual({ m: 'https://www.instagram.com/p/abc/' });
  expect(asStatus({ ...SAID, permalink: null }).links).toEqual({});
});

test('a post that something holds up is delayed', () => {
  expect(asStatus({ ...SAID, waits_for: 'rate-limited' }).is_delayed).toBe(true);
});
