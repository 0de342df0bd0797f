/** Reading and changing TikTok posts. */
import { body, crm } from '../../api/clients';
import { Problem } from '../../api/problem';
import type { PostsApi } from '../platform';
import { tiktok } from './api';
import { askedOf } from './asked';

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

export const posts: PostsApi = {
  async read(post_id) {
    const ofStatus = { params: { path: { identity: post_id } } };
    const ofDetail = { params: { path: { post_id } } };
    const [status, detail] = await Promise.all([
      orNull(body(tiktok.GET('/api/tiktok/status/{identity}', ofStatus))),
      orNull(body(crm.GET('/api/crm/tiktok/posts/{post_id}', ofDetail))),
    ]);
    return { status, detail };
  },

  async asked(post_id) {
    const params = { path: { post_id } };
    const asked = await orNull(body(tiktok.GET('/api/tiktok/posts/{post_id}/request', { params })));
    return asked && askedOf(asked);
  },

  cancel(post_id) {
    const params = { path: { post_id } };
    return body(tiktok.POST('/api/tiktok/posts/{post_id}/cancel', { params }));
  },

  async elsewhere(page) {
    const found = await body(
      crm.GET('/api/crm/tiktok/foreign-videos', { params: { query: page } }),
    );
    const items = found.videos.map((video) => ({ ...video, isVideo: true }));
    return { items, next: found.next_cursor };
  },
};
