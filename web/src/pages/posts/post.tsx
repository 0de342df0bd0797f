/** One post: where it stands, what can be done about it, and every word that led there. */
import './post.css';
import { useEffect, useState } from 'preact/hooks';
import { body, crm, type TikTok, tiktok } from '../../api/clients';
import { Problem } from '../../api/problem';
import { useAccounts } from '../../live/accounts';
import { useChanges, useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Time } from '../../parts/data/time';
import { Card, Empty, PageHead, Skeleton } from '../../parts/surface';
import { PostStatus } from '../../parts/words/post-status';
import { captionOf, mediaOf, modeOf } from '../../platforms/tiktok/post-words';
import { wordsOf } from '../../platforms/tiktok/status-words';
import { SendingCard } from '../../uploads/sending-card';
import { drop, sendings } from '../../uploads/uploads';
import { PostActions } from './post-actions';
import { PostHistory } from './post-history';
import { PostNumbers } from './post-numbers';
import { StepsView } from './steps';

type Status = TikTok['StatusAnswer'];

/** How long after an answer TikTok is asked again; webhooks are quicker anyway. */
const ASK_AGAIN_MS = 6_000;

async function known<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

async function read(post_id: string) {
  const [status, detail] = await Promise.all([
    known(body(tiktok.GET('/api/tiktok/status/{identity}', path({ identity: post_id })))),
    known(body(crm.GET('/api/crm/tiktok/posts/{post_id}', path({ post_id })))),
  ]);
  return { status, detail };
}

function path<T>(of: T) {
  return { params: { path: of } };
}

export default function Post({ post_id = '' }: { post_id?: string }) {
  const { data, problem, isLoading, reload } = useResource(() => read(post_id), post_id);
  const [said, setSaid] = useState<Status>();
  const status = newer(said, data?.status ?? undefined);
  useChanges(() => void reload(), status?.account_id);
  const mayChange = status && !wordsOf(status.status).isSettled;
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
    // Whoever follows an upload to its post sees it end here, where no byte is awaited any more.
    const held = sendings.peek().get(post_id);
    if (data && !data.status?.upload && held && held.state !== 'sent') drop(post_id);
  }, [data, post_id]);
  const { data: accounts } = useAccounts();
  const account = accounts?.find(({ account_id }) => account_id === status?.account_id);
  const detail = data?.detail;
  if (isLoading) return <Reading />;
  if (data && !status) return <Unknown />;
  return (
    <>
      <PageHead
        title={detail ? captionOf(detail) : 'Post'}
        lead={
          status && (
            <span class="row">
              <PostStatus status={status.status} />
              <span>
                {mediaOf({ media: status.media, photo_count: detail?.photo_count ?? null })},{' '}
                {modeOf(status.mode).toLowerCase()}
                {account?.display_name && <> for {account.display_name}</>},{' '}
                <Time at={status.created_at} />
              </span>
            </span>
          )
        }
      />
      <ProblemAlert problem={problem} title="The post could not be read" onRetry={reload} />
      {status && (
        <div class="post">
          <div class="stack">
            <Card title="Where it stands">
              <StepsView status={status} />
              <div role="status" class="stack said">
                <p>{status.message}</p>
                {status.next_step && <p class="soft">{status.next_step}</p>}
                {status.is_delayed && mayChange && (
                  <p class="soft">TikTok takes longer than usual. Postlog keeps asking.</p>
                )}
              </div>
              {status.fail_reason && (
                <p class="small soft">
                  TikTok’s word for it:{' '}
                  <a href={`/help/troubleshooting#${encodeURIComponent(status.fail_reason)}`}>
                    <code>{status.fail_reason}</code>
                  </a>
                </p>
              )}
              <SendingCard status={status} onSent={reload} />
              <PostActions status={status} onStatus={setSaid} onChanged={reload} />
            </Card>
            {detail && <PostHistory steps={detail.steps} />}
          </div>
          <div class="stack">{detail && <PostNumbers detail={detail} account={account} />}</div>
        </div>
      )}
    </>
  );
}

/** An answer to an act of the person's may be newer than what was read before. */
function newer(one: Status | undefined, other: Status | undefined): Status | undefined {
  if (!one || !other || one.post_id !== other.post_id) return other ?? one;
  return (one.observed_at ?? '') > (other.observed_at ?? '') ? one : other;
}

function Reading() {
  return (
    <>
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
      <PageHead title="Post not found" />
      <Empty title="There is no such post" action={<a href="/posts">All posts</a>}>
        It may belong to another user, or its address was mistyped.
      </Empty>
    </>
  );
}
