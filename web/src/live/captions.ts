/** What the newest posts are called, for lists that know a post by its id alone. */
import { body, type Crm, crm } from '../api/clients';
import { captionOf } from '../parts/words/post-words';
import { platformOf, usePlatforms } from '../platforms/known';
import { useChanges, useResource } from './resource';

/** How many posts are looked up; an older one is called by what it is. */
const MOST = 200;

export type Captions = ReadonlyMap<string, string>;

/** Read the captions of the newest posts, of one account where one is named. */
export function useCaptions(accountId?: string): Captions {
  const platforms = usePlatforms();
  const nameOf = (post: Crm['PostSummary']) => {
    const shape = platformOf(platforms, post.provider)?.words.shapeOf(post.kind);
    return captionOf({ title: post.title, description: null, media: shape?.media ?? 'VIDEO' });
  };
  const read = async () => {
    const query = { limit: MOST, account_id: accountId ?? null };
    const { posts } = await body(crm.GET('/api/crm/posts', { params: { query } }));
    return new Map(posts.map((post) => [post.post_id, nameOf(post)]));
  };
  const { data, reload } = useResource(read, `captions ${accountId ?? ''}`);
  useChanges(() => void reload(), accountId);
  return data ?? NONE;
}

const NONE: Captions = new Map();
