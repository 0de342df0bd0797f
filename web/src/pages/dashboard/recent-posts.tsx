/** The newest posts, and how many are pending. */
import { useAccounts } from '../../live/accounts';
import { useChanges, useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { ButtonLink } from '../../parts/button';
import { addressOf } from '../../parts/form/query';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { namesOf, usePlatforms } from '../../platforms/known';
import { NewPostLinks } from '../../platforms/links';
import { readNewest } from '../../platforms/newest';
import { PostTable } from '../posts/post-table';

const SHOWN = 6;
const MOST_COUNTED = 100;

export function RecentPosts({ accountId }: { accountId: string | undefined }) {
  const platforms = usePlatforms();
  const read = async () => {
    const account = accountId ? { account_id: accountId } : {};
    const [recent, pending] = await Promise.all([
      readNewest(platforms, { limit: SHOWN, ...account }),
      readNewest(platforms, { limit: MOST_COUNTED, pending: true, ...account }),
    ]);
    return { posts: recent.posts, pending };
  };
  const { data, problem, isLoading, reload } = useResource(read, `recent ${accountId ?? ''}`);
  useChanges(() => void reload(), accountId);
  const { data: accounts } = useAccounts();
  const pending = data?.pending.posts.length ?? 0;
  const isMore = data?.pending.isMore;
  const address = (more: Record<string, string>) =>
    addressOf('/posts', accountId ? { account: accountId } : {}, more);
  return (
    <Card
      title="Recent posts"
      actions={
        <>
          {pending > 0 && (
            <a href={address({ progress: 'pending' })} class="small">
              {pending}
              {isMore && '+'} pending
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
