/** One post: its state, what can be done about it, and its history. */
import './post.css';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type KnownAccount, useAccounts } from '../../live/accounts';
import { useChanges, useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { ButtonLink } from '../../parts/button';
import { Time } from '../../parts/data/time';
import { OwnWords } from '../../parts/own-words';
import { Card, Empty, PageHead, Skeleton } from '../../parts/surface';
import { captionOf, mediaOf } from '../../parts/words/post-words';
import { wordsOf } from '../../parts/words/status-words';
import { duplicatePath, helpAbout, platformOf, usePlatforms } from '../../platforms/known';
import type { Platform, PostStatus } from '../../platforms/platform';
import { isInterrupted } from '../../uploads/interrupted';
import { SendingCard } from '../../uploads/sending-card';
import { drop, sendings } from '../../uploads/uploads';
import { PostActions } from './post-actions';
import { PostHistory } from './post-history';
import { PostNumbers } from './post-numbers';
import { PostPill } from './post-pill';
import { PostTrend } from './post-trend';
import { PostedCard } from './posted-card';
import { standingOf } from './standing';
import { StepsView } from './steps';

/** How long after an answer the platform is asked again; webhooks are quicker anyway. */
const ASK_AGAIN_MS = 6_000;

/** Find the platform that knows a post, and read it there; null where none knows it. */
async function read(platforms: readonly Platform[], post_id: string) {
  for (const platform of platforms) {
    const found = await platform.posts.read(post_id);
    if (found.status || found.detail) return { platform, ...found };
  }
  return null;
}

export default function Post({ post_id = '' }: { post_id?: string }) {
  const known = usePlatforms();
  const { query } = useLocation();
  const named = platformOf(known, query.platform);
  const platforms = named ? [named, ...known.filter((one) => one !== named)] : known;
  const { data, problem, isLoading, reload } = useResource(() => read(platforms, post_id), post_id);
  const platform = data?.platform;
  const [said, setSaid] = useState<PostStatus>();
  const status = newer(said, data?.status ?? undefined);
  useChanges(() => void reload(), status?.account_id);
  const mayChange =
    platform && status && !wordsOf(platform.words.statuses, status.status).isSettled;
  useEffect(() => {
    if (!mayChange) return;
    let isLeft = false;
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      if (!isLeft) timer = setTimeout(() => void reload().finally(next), ASK_AGAIN_MS);
    };
    next();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [mayChange, reload]);
  useEffect(() => {
    // The post expects no bytes any more: its upload, if there is one, has ended.
    const held = sendings.peek().get(post_id);
    if (data !== undefined && !data?.status?.upload && held && held.state !== 'sent') drop(post_id);
  }, [data, post_id]);
  const { data: accounts } = useAccounts();
  const account = accounts?.find(({ account_id }) => account_id === status?.account_id);
  const detail = data?.detail;
  if (isLoading) return <Reading />;
  if (data !== undefined && !status) return <Unknown />;
  const post = status && standingOf(status, detail);
  // A post that the person has stopped has no fault to explain.
  const isCalm = platform && post && platform.words.standingOf(post, Date.now()).tone === 'calm';
  const waits = post && isInterrupted(post);
  // Once the platform has every byte, what to do next is the service's word again.
  const isSending = status?.upload && sendings.value.has(post_id);
  return (
    <>
      <Crumbs />
      <div class="post-head">
        <PageHead
          title={detail ? firstLineOf(captionOf(detail)) : 'Post'}
          lead={
            platform &&
            post && (
              <span class="row">
                <PostPill platform={platform} post={post} />
                <span>
                  {mediaOf({ media: status.media, photo_count: detail?.photo_count ?? null })},{' '}
                  {platform.words.modeOf(status.mode).toLowerCase()}
                  {account && <> for {handleOf(account)}</>}, <Time at={status.created_at} />
                </span>
              </span>
            )
          }
          actions={platform && status && <HeadActions platform={platform} status={status} />}
        />
      </div>
      <ProblemAlert problem={problem} title="The post could not be read" onRetry={reload} />
      {platform && status && (
        <div class="post">
          <div class="stack">
            <Card title="Where it stands">
              {post && <StepsView platform={platform} post={{ ...status, ...post }} />}
              <div role="status" class="stack said">
                {!waits && <p>{status.message}</p>}
                {status.next_step && !waits && !isSending && <p class="soft">{status.next_step}</p>}
                {status.is_delayed && mayChange && (
                  <p class="soft">{platform.name} takes longer than usual. Postlog keeps asking.</p>
                )}
              </div>
              {status.fail_reason && !isCalm && (
                <p class="small soft">
                  {platform.name} gives this reason:{' '}
                  <a href={helpAbout(platform, status.fail_reason)}>
                    <code>{status.fail_reason}</code>
                  </a>
                </p>
              )}
              <OwnWords
                name={platform.name}
                said={{
                  platformMessage: status.platform_message ?? '',
                  logId: status.log_id ?? '',
                }}
              />
              <SendingCard platform={platform} status={status} onSent={reload} />
              <PostActions
                platform={platform}
                status={status}
                onStatus={setSaid}
                onChanged={reload}
              />
            </Card>
            <PostedCard platform={platform} status={status} detail={detail} />
            {detail && <PostTrend post_id={post_id} account_id={status.account_id} />}
            {detail && <PostHistory steps={detail.steps} />}
          </div>
          <div class="stack">
            {detail && <PostNumbers platform={platform} detail={detail} account={account} />}
          </div>
        </div>
      )}
    </>
  );
}

/** Give the newer one: the answer to a button may be newer than what was read before. */
function newer(one: PostStatus | undefined, other: PostStatus | undefined): PostStatus | undefined {
  if (!one || !other || one.post_id !== other.post_id) return other ?? one;
  return (one.observed_at ?? '') > (other.observed_at ?? '') ? one : other;
}

function firstLineOf(caption: string): string {
  return caption.split('\n', 1)[0] ?? '';
}

function handleOf({ username, display_name }: KnownAccount): string {
  return username ? `@${username}` : display_name;
}

function Crumbs() {
  return (
    <nav class="crumbs small" aria-label="Breadcrumb">
      <a href="/posts">Posts</a> <span aria-hidden="true">›</span>
    </nav>
  );
}

/** What one does with a post that is there. */
function HeadActions({ platform, status }: { platform: Platform; status: PostStatus }) {
  const links = Object.entries(status.links);
  return (
    <>
      {links.map(([id, link]) => (
        <ButtonLink key={id} look="primary" href={link} target="_blank" rel="noopener noreferrer">
          View on {platform.name}
        </ButtonLink>
      ))}
      <ButtonLink href={duplicatePath(platform, status.post_id)}>Duplicate</ButtonLink>
    </>
  );
}

function Reading() {
  return (
    <>
      <Crumbs />
      <PageHead title="Post" />
      <Card label="Post">
        <Skeleton lines={6} label="Reading the post" />
      </Card>
    </>
  );
}

function Unknown() {
  return (
    <>
      <Crumbs />
      <PageHead title="Post not found" />
      <Empty title="There is no such post" action={<a href="/posts">All posts</a>}>
        It may belong to another user, or the address may be mistyped.
      </Empty>
    </>
  );
}
