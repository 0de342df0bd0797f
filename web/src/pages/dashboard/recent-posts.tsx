/** The newest posts, and how many need somebody. */
import { useAccounts } from '../../live/accounts';
import { useChanges, useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { ButtonLink } from '../../parts/button';
import { counted } from '../../parts/data/numbers';
import { addressOf } from '../../parts/form/query';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { type AllPostsQuery, listAll } from '../../platforms/all-posts';
import { namesOf, usePlatforms } from '../../platforms/known';
import { NewPostLinks } from '../../platforms/links';
import { PostTable } from '../posts/post-table';

const SHOWN = 6;
const MOST_COUNTED = 100;

export function RecentPosts({ accountId }: { accountId: string | undefined }) {
  const platforms = usePlatforms();
  const list = (asked: Pick<AllPostsQuery, 'limit' | 'status'>) =>
    listAll(platforms, {
      sort: 'newest',
      ...asked,
      ...(accountId ? { account_id: accountId } : {}),
    });
  const read = async () => {
    const [recent, moving, drafts] = await Promise.all([
      list({ limit: SHOWN }),
      list({ limit: MOST_COUNTED, status: 'IN_PROGRESS' }),
      list({ limit: MOST_COUNTED, status: 'DELIVERED' }),
    ]);
    return { posts: recent.items, moving: moving.items.length, drafts: drafts.items.length };
  };
  const { data, problem, isLoading, reload } = useResource(read, `recent ${accountId ?? ''}`);
  useChanges(() => void reload(), accountId);
  const { data: accounts } = useAccounts();
  const address = (more: Record<string, string>) =>
    addressOf('/posts', accountId ? { account: accountId } : {}, more);
  return (
    <Card
      title="Recent posts"
      actions={
        <>
          {data && data.moving > 0 && (
            <a href={address({ status: 'IN_PROGRESS' })} class="small">
              {data.moving} in progress
            </a>
          )}
          {data && data.drafts > 0 && (
            <a href={address({ status: 'DELIVERED' })} class="small">
              {counted(data.drafts, 'draft waits', 'drafts wait')} in the app
            </a>
          )}
          <ButtonLink look="quiet" href={address({})}>
            All posts
          </ButtonLink>
        </>
      }
    >
      <ProblemAlert problem={problem} title="The posts could not be read" onRetry={reload} />
      {isLoading && <Skeleton lines={6} label="Reading the posts" />}
      {data?.posts.length === 0 && (
        <Empty title="Nothing posted yet" action={<NewPostLinks />}>
          Each post appears here as soon as you send it, with what {namesOf(platforms)} says about
          it.
        </Empty>
      )}
      {data && data.posts.length > 0 && (
        <PostTable posts={data.posts} accounts={accounts} label="Recent posts" isShort />
      )}
    </Card>
  );
}
