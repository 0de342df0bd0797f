/** Posts with their numbers: columns where there is room, cards on a phone. */
import './post-table.css';
import type { KnownAccount } from '../../live/accounts';
import { compact, full } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { captionOf, mediaOf } from '../../parts/words/post-words';
import { StatusPill } from '../../parts/words/status-pill';
import { nameOf, postPath, usePlatforms } from '../../platforms/known';
import type { ListedPost } from '../../platforms/newest';

const COUNTERS = [
  ['view_count', 'Views'],
  ['like_count', 'Likes'],
  ['comment_count', 'Comments'],
  ['share_count', 'Shares'],
] as const;

interface TableProps {
  posts: readonly ListedPost[];
  accounts: readonly KnownAccount[] | undefined;
  label: string;
  /** Show only views and likes, where the list is one card of several. */
  isShort?: boolean;
}

export function PostTable({ posts, accounts, label, isShort }: TableProps) {
  const platforms = usePlatforms();
  const counters = isShort ? COUNTERS.slice(0, 2) : COUNTERS;
  const known = new Map(accounts?.map((account) => [account.account_id, account]));
  return (
    <table class={isShort ? 'posts short' : 'posts'} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Post</th>
          <th scope="col">Status</th>
          {counters.map(([counter, name]) => (
            <th scope="col" class="count" key={counter}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {posts.map(({ platform, post }) => (
          <tr key={post.post_id}>
            <td class="what">
              <a href={postPath(platforms, platform, post.post_id)} class="break">
                {captionOf(post)}
              </a>
              <About platform={platform} post={post} account={known.get(post.account_id)} />
            </td>
            <td class="status">
              <StatusPill platform={platform} status={post.status} />
              {post.fail_reason && <span class="small soft break">{post.fail_reason}</span>}
            </td>
            {counters.map(([counter, name]) => (
              <td class="count number" key={counter} title={full(post[counter])}>
                <span class="name soft small">{name}</span> {compact(post[counter])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type AboutProps = ListedPost & { account: KnownAccount | undefined };

function About({ platform, post, account }: AboutProps) {
  return (
    <p class="small soft about break">
      {account && <span>{nameOf([platform], account)}</span>}
      <span>{mediaOf(post)}</span>
      <span>{platform.words.modeOf(post.mode)}</span>
      <Time at={post.requested_at ?? post.updated_at} />
    </p>
  );
}
