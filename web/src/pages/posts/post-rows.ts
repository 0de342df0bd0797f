/** The list of posts as a table for a spreadsheet. */
import type { KnownAccount } from '../../live/accounts';
import type { ListedPost } from '../../platforms/all-posts';
import { COUNTERS } from './counters';

/** Give one row for each post, in the order of the list. */
export function postRows(posts: readonly ListedPost[], accounts: readonly KnownAccount[]) {
  const names = new Map(accounts.map((one) => [one.account_id, one.display_name]));
  const head = [
    'Posted',
    'Platform',
    'Account',
    'Kind',
    'Caption',
    'Status',
    ...COUNTERS.map(({ name }) => name),
    'Post id',
    'Public id',
  ];
  const rows = posts.map(({ platform, post }) => [
    post.requested_at,
    platform.name,
    names.get(post.account_id) ?? '',
    post.media,
    post.title,
    platform.words.standingOf(post, Date.now()).word,
    ...COUNTERS.map(({ counter }) => post[counter]),
    post.post_id,
    post.post_ids.at(-1) ?? '',
  ]);
  return { head, rows };
}
