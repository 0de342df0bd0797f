/** Gives pages the platforms that `app.tsx` has registered, and what follows from a platform's id. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Platform, Post } from './platform';

const Known = createContext<readonly Platform[]>([]);

export const PlatformsProvider = Known.Provider;

export function usePlatforms(): readonly Platform[] {
  return useContext(Known);
}

/** Give the platform with an id; undefined where these pages do not know it. */
export function platformOf(
  platforms: readonly Platform[],
  id: string | undefined,
): Platform | undefined {
  return platforms.find((platform) => platform.id === id);
}

interface Named {
  display_name: string;
}

/** Give an account's name, or whose account it is while that is not known. */
export function nameOf(platforms: readonly Platform[], account: Named | undefined): string {
  if (account) return account.display_name;
  const only = platforms.length === 1 ? platforms[0] : undefined;
  return only ? `${only.name} account` : 'Account';
}

/** Name all platforms in a sentence: "A and B", or "A or B". */
export function namesOf(platforms: readonly Platform[], joined: 'and' | 'or' = 'and'): string {
  const type = joined === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat('en-GB', { type }).format(platforms.map(({ name }) => name));
}

/** Label a link that each platform has; the only platform is not named. */
export function labelOf(platforms: readonly Platform[], platform: Platform, label: string): string {
  return platforms.length > 1 ? `${label}: ${platform.name}` : label;
}

/** Where one sees and connects accounts. */
export function accountsPath({ id }: Platform): string {
  return `/platforms/connect/${id}`;
}

/** Where one makes a post to several accounts. */
export const COMPOSE = '/compose';

/** Where one makes a new post. */
export function newPostPath({ id }: Pick<Platform, 'id'>, accountId?: string): string {
  const account = accountId ? `?account=${encodeURIComponent(accountId)}` : '';
  return `/platforms/${id}/upload${account}`;
}

/** Where one makes a new post that is filled in like another one. */
export function duplicatePath({ id }: Pick<Platform, 'id'>, post_id: string): string {
  return `/platforms/${id}/upload?from=${encodeURIComponent(post_id)}`;
}

type Seen = Pick<Post, 'account_id' | 'post_ids'>;

/** Where the cover of a post is; null while it is not public. */
export function coverOf({ coverAt }: Pick<Platform, 'coverAt'>, post: Seen): string | null {
  const newest = post.post_ids.at(-1);
  return newest ? coverAt(post.account_id, newest) : null;
}

/** Where one sees a post. The page asks the first platform first, unless its address names another. */
export function postPath(
  platforms: readonly Platform[],
  { id }: Pick<Platform, 'id'>,
  post_id: string,
): string {
  const isFirst = platforms[0]?.id === id;
  return `/posts/${post_id}${isFirst ? '' : `?platform=${id}`}`;
}

/** Where the help explains a code of a platform's, or of Postlog's. */
export function helpAbout({ id }: Pick<Platform, 'id'>, code: string): string {
  return `/help/troubleshooting#${id}-${encodeURIComponent(code)}`;
}
