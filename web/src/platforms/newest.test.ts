import { expect, test } from 'vitest';
import { readNewest } from './newest';
import type { Platform, Post } from './platform';

function platformWith(id: string, requested: string[], next: string | null = null): Platform {
  const items = requested.map((requested_at) => ({ post_id: requested_at, requested_at }) as Post);
  return { id, posts: { list: async () => ({ items, next }) } } as unknown as Platform;
}

test('the newest posts of two platforms are one list', async () => {
  const here = platformWith('here', ['2026-01-04', '2026-01-01']);
  const there = platformWith('there', ['2026-01-03', '2026-01-02']);

  const { posts, isMore } = await readNewest([here, there], { limit: 3 });

  expect(posts.map(({ platform, post }) => [platform.id, post.post_id])).toEqual([
    ['here', '2026-01-04'],
    ['there', '2026-01-03'],
    ['there', '2026-01-02'],
  ]);
  expect(isMore).toBe(true);
});

test('there are more posts where one platform has another page', async () => {
  const here = platformWith('here', ['2026-01-04'], 'cursor');

  expect((await readNewest([here], { limit: 1 })).isMore).toBe(true);
  expect((await readNewest([platformWith('here', [])], { limit: 1 })).isMore).toBe(false);
});
