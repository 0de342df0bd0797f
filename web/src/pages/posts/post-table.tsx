/** Posts with their numbers: columns where there is room, cards on a phone. */
import './post-table.css';
import type { KnownAccount } from '../../live/accounts';
import { compact, full } from '../../parts/data/numbers';
import { Time } from '../../parts/data/time';
import { Thumb } from '../../parts/thumb';
import { captionOf, mediaOf } from '../../parts/words/post-words';
import type { ListedPost } from '../../platforms/all-posts';
import { coverOf, nameOf, postPath, usePlatforms } from '../../platforms/known';
import { isInterrupted } from '../../uploads/interrupted';
import { recall } from '../../uploads/resume';
import { COUNTERS } from './counters';
import { PostPill } from './post-pill';

interface TableProps {
  posts: readonly ListedPost[];
  accounts: readonly KnownAccount[] | undefined;
  label: string;
  /** Show only views and likes, where the list is one card of several. */
  isShort?: boolean;
  /** Where the list is sorted by a number: which one, and the address of each order. */
  sorted?: { by: string; addressOf: (sort: string) => string };
}

export function PostTable({ posts, accounts, label, isShort, sorted }: TableProps) {
  const platforms = usePlatforms();
  const counters = isShort ? COUNTERS.slice(0, 2) : COUNTERS;
  const known = new Map(accounts?.map((account) => [account.account_id, account]));
  return (
    <table class={isShort ? 'posts short' : 'posts'} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Post</th>
          <th scope="col">Status</th>
          {counters.map(({ counter, name, sort }) => (
            <th
              scope="col"
              class="count"
              key={counter}
              aria-sort={sorted?.by === sort ? 'descending' : undefined}
            >
              {sorted ? (
                <a href={sorted.addressOf(sorted.by === sort ? '' : sort)}>
                  {name}
                  {sorted.by === sort && <span aria-hidden="true"> ↓</span>}
                </a>
              ) : (
                name
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {posts.map(({ platform, post }) => (
          <tr key={post.post_id}>
            <td class="what">
              <Thumb src={coverOf(platform, post)} isVideo={post.media !== 'PHOTO'} />
              <div class="words">
                <a href={postPath(platforms, platform, post.post_id)} class="break">
                  {titleOf(post)}
                </a>
                <About platform={platform} post={post} account={known.get(post.account_id)} />
              </div>
            </td>
            <td class="status">
              <PostPill platform={platform} post={post} />
              <Reason platform={platform} post={post} />
            </td>
            {counters.map(({ counter, name }) => (
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

/** A post without a caption is called by its file, as long as this browser knows that. */
function titleOf(post: ListedPost['post']): string {
  const file = post.title || post.description ? null : recall(post.post_id);
  return file?.name ?? captionOf(post);
}

/** What is wrong, where the state alone does not tell. */
function Reason({ platform, post }: ListedPost) {
  if (isInterrupted(post)) return <span class="small soft">Choose the file again</span>;
  const reason = post.fail_reason && platform.words.reasonOf(post.fail_reason);
  return reason ? <span class="small soft">{reason}</span> : null;
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
