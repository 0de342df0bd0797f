/** Posts of all platforms as one list. */
import type { Platform, Post, PostsQuery } from './platform';

export interface ListedPost {
  platform: Platform;
  post: Post;
}

export interface Newest {
  posts: ListedPost[];
  /** Whether there are more than were asked for. */
  isMore: boolean;
}

/** Read the newest posts of all platforms, at most `query.limit`. */
export async function readNewest(
  platforms: readonly Platform[],
  query: PostsQuery,
): Promise<Newest> {
  const pages = await Promise.all(
    platforms.map(async (platform) => ({ platform, page: await platform.posts.list(query) })),
  );
  const posts = pages
    .flatMap(({ platform, page }) => page.items.map((post) => ({ platform, post })))
    .sort((one, other) => momentOf(other).localeCompare(momentOf(one)));
  const isMore = posts.length > query.limit || pages.some(({ page }) => page.next !== null);
  return { posts: posts.slice(0, query.limit), isMore };
}

function momentOf({ post }: ListedPost): string {
  return post.requested_at ?? post.updated_at;
}
