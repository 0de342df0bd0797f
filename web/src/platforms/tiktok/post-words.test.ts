import { expect, test } from 'vitest';
import type { PostDetail } from '../platform';
import { factsOf, modeOf } from './post-words';

const LINK = 'https://www.tiktok.com/@mara.bakes/video/77';

function detail(is_public: boolean, link: string | null): PostDetail {
  const public_ids = [{ platform_post_id: '77', is_public, link }];
  return { public_ids, privacy_level: null, publish_id: null } as unknown as PostDetail;
}

test('a mode that came later is shown as it is', () => {
  expect([modeOf('INBOX'), modeOf('STORY'), modeOf(null)]).toEqual([
    'Inbox draft',
    'STORY',
    'Post',
  ]);
});

test('a public post is linked to by the address that the API gives', () => {
  expect(factsOf(detail(true, LINK))).toEqual([
    { name: 'Public on TikTok', text: LINK, href: LINK },
  ]);
});

test('without an address there is no link, and the page says so', () => {
  expect(factsOf(detail(true, null))).toEqual([
    { name: 'Public on TikTok', text: '77 (TikTok has not told its link yet)' },
  ]);
});

test('what is no longer public has no link', () => {
  expect(factsOf(detail(false, LINK))).toEqual([
    { name: 'No longer public on TikTok', text: '77' },
  ]);
});
