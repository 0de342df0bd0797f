/** A post that was made with others: how it stands now, and what can be done about it. */
import { useChanges, useResource } from '../../live/resource';
import { useSettling } from '../../live/settling';
import { ProblemAlert } from '../../parts/alert';
import { ButtonLink } from '../../parts/button';
import { Progress } from '../../parts/progress';
import { Skeleton } from '../../parts/surface';
import { wordsOf } from '../../parts/words/status-words';
import { postPath, usePlatforms } from '../../platforms/known';
import type { Platform, PostStatus } from '../../platforms/platform';
import { isUnderWay, sendings } from '../../uploads/uploads';
import { PostPill } from '../posts/post-pill';
import { standingOf } from '../posts/standing';

interface Props {
  platform: Platform;
  account_id: string;
  post_id: string;
}

export function MadePost({ platform, account_id, post_id }: Props) {
  const { data, problem, reload } = useResource(() => platform.posts.read(post_id), post_id);
  const status = data?.status;
  const isSettled = !!status && wordsOf(platform.words.statuses, status.status).isSettled;
  useSettling(reload, !isSettled);
  useChanges(() => void reload(), account_id);
  return (
    <>
      <ProblemAlert problem={problem} title="The post could not be read" onRetry={reload} />
      {!status && !problem && <Skeleton lines={2} label="Reading the post" />}
      {status && (
        <div class="stack" role="status">
          <p class="row">
            <PostPill platform={platform} post={standingOf(status, data?.detail)} />
            <span class="small soft break">{status.message}</span>
          </p>
        </div>
      )}
      <Sent post_id={post_id} />
      <Links platform={platform} post_id={post_id} status={status ?? undefined} />
    </>
  );
}

function Sent({ post_id }: { post_id: string }) {
  const sending = sendings.value.get(post_id);
  if (!sending || !isUnderWay(sending)) return null;
  const { name, arrived, size } = sending;
  return <Progress label={`Sending ${name}`} value={size ? arrived / size : 0} />;
}

interface LinksProps {
  platform: Platform;
  post_id: string;
  status: PostStatus | undefined;
}

function Links({ platform, post_id, status }: LinksProps) {
  const platforms = usePlatforms();
  const mayRetry = status !== undefined && status.retry !== 'never';
  return (
    <p class="row">
      {mayRetry && (
        <ButtonLink look="primary" href={platform.againAt(post_id)}>
          {status.change ? 'Edit and post again' : 'Try again'}
        </ButtonLink>
      )}
      <ButtonLink href={postPath(platforms, platform, post_id)}>Open the post</ButtonLink>
      {Object.entries(status?.links ?? {}).map(([id, link]) => (
        <ButtonLink key={id} href={link} target="_blank" rel="noopener noreferrer">
          View on {platform.name}
        </ButtonLink>
      ))}
    </p>
  );
}
