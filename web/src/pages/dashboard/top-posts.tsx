/** The posts of a period that were seen most. */
import { useChanges, useResource } from '../../live/resource';
import { compact, full } from '../../parts/data/numbers';
import { Card } from '../../parts/surface';
import { Thumb } from '../../parts/thumb';
import { captionOf } from '../../parts/words/post-words';
import { listAll } from '../../platforms/all-posts';
import { coverOf, postPath, usePlatforms } from '../../platforms/known';
import { firstDay, type Period } from './growth';

const SHOWN = 5;

interface TopProps {
  accountId: string | undefined;
  period: Period;
  last: string;
}

export function TopPosts({ accountId, period, last }: TopProps) {
  const platforms = usePlatforms();
  const read = async () => {
    const account = accountId ? { account_id: accountId } : {};
    const from = `${firstDay(last, period)}T00:00:00Z`;
    const page = await listAll(platforms, { sort: 'views', limit: SHOWN, from, ...account });
    return page.items.filter(({ post }) => post.view_count !== null);
  };
  const { data, reload } = useResource(read, `top ${accountId} ${period} ${last}`);
  useChanges(() => void reload(), accountId);
  if (!data || data.length < 2) return null;
  return (
    <Card
      title="Most viewed"
      actions={
        <a class="small" href="/posts?sort=views">
          All by views
        </a>
      }
    >
      <ol class="list top-posts">
        {data.map(({ platform, post }) => (
          <li key={post.post_id}>
            <Thumb src={coverOf(platform, post)} isVideo={post.media !== 'PHOTO'} />
            <a class="name break" href={postPath(platforms, platform, post.post_id)}>
              {captionOf(post)}
            </a>
            <span class="number small soft" title={full(post.view_count)}>
              {compact(post.view_count)} views
            </span>
          </li>
        ))}
      </ol>
      <p class="small soft">Of the posts made in the last {period} days.</p>
    </Card>
  );
}
