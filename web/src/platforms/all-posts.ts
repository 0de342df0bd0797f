/** The posts of all platforms as one list, page by page, in words that all platforms share. */
import { body, type Crm, crm, type QueryOf } from '../api/clients';
import type { Page } from '../live/paging';
import type { Option, Platform, Post } from './platform';

export interface ListedPost {
  platform: Platform;
  post: Post;
}

export type AllPostsQuery = NonNullable<QueryOf<'/api/crm/posts'>>;

/** The states that a post of any platform may be in, in the order in which it may come to them. */
export const COMMON_STATUSES: readonly Option[] = [
  { value: 'IN_PROGRESS', label: 'In progress' },
  { value: 'DELIVERED', label: 'Waiting in the app' },
  { value: 'PUBLISHED', label: 'Published' },
  { value: 'FAILED', label: 'Failed' },
  { value: 'UNKNOWN', label: 'Unknown' },
];

/** Read a page of the list; posts of platforms that these pages do not know are left out. */
export async function listAll(
  platforms: readonly Platform[],
  query: AllPostsQuery,
): Promise<Page<ListedPost>> {
  const found = await body(crm.GET('/api/crm/posts', { params: { query } }));
  const known = new Map(platforms.map((platform) => [platform.id, platform]));
  const items = found.posts.flatMap((summary) => {
    const platform = known.get(summary.provider);
    return platform ? [{ platform, post: postOf(platform, summary) }] : [];
  });
  return { items, next: found.next_cursor };
}

/** Give a row of the list as the shared pages know a post; what the list does not tell is empty. */
export function postOf(platform: Pick<Platform, 'words'>, summary: Crm['PostSummary']): Post {
  return {
    ...summary,
    ...platform.words.shapeOf(summary.kind),
    status: summary.platform_status,
    is_pending: summary.status === 'IN_PROGRESS',
    publish_id: null,
    platform_message: null,
    log_id: null,
    attempt: null,
    found_by: null,
    delayed_since: null,
    cancel: null,
    cancel_reason: null,
    description: null,
    privacy_level: null,
    video_size: null,
    photo_count: null,
    is_aigc: null,
    post_ids: summary.platform_post_id ? [summary.platform_post_id] : [],
    requested_at: summary.created_at,
  };
}
