/** The form filled in from a post: tried again with what was refused and why, or as a new one like it. */
import { auth, body } from '../../../api/clients';
import { useResource } from '../../../live/resource';
import { Alert, ProblemAlert } from '../../../parts/alert';
import { ButtonLink } from '../../../parts/button';
import { Card, PageHead, Skeleton } from '../../../parts/surface';
import { fileOf } from '../../../uploads/uploads';
import { type Account, usableOf } from '../../chosen';
import { type TikTok, tiktok } from '../api';
import { type Again, formOf } from '../form/again';
import { Composing } from './composing';

type Status = TikTok['StatusAnswer'];

interface Former {
  status: Status;
  asked: TikTok['PostChanges'];
  /** The post's account, where it can be posted with now. */
  account: Account | undefined;
}

async function read(post_id: string): Promise<Former> {
  const [status, asked, { accounts }] = await Promise.all([
    body(tiktok.GET('/api/tiktok/status/{identity}', { params: { path: { identity: post_id } } })),
    body(tiktok.GET('/api/tiktok/posts/{post_id}/request', { params: { path: { post_id } } })),
    body(auth.GET('/api/auth/accounts')),
  ]);
  const account = usableOf(accounts, 'tiktok').find(
    ({ account_id }) => account_id === status.account_id,
  );
  return { status, asked, account };
}

interface Props {
  post_id: string;
  /** Whether it is the same post, tried again; otherwise it is a new one. */
  isAgain: boolean;
}

export function FromPost({ post_id, isAgain }: Props) {
  const { data, problem, reload } = useResource(() => read(post_id), post_id);
  const post = `/posts/${post_id}`;
  return (
    <>
      <PageHead
        title={isAgain ? 'Edit and post again' : 'New post'}
        lead={
          <>
            {isAgain ? 'It is filled in as it was. ' : 'It is filled in from another post. '}
            Nothing goes to TikTok until you publish. <a href={post}>Back to the post</a>
          </>
        }
      />
      <ProblemAlert
        problem={problem}
        title="The post could not be read"
        onRetry={() => void reload()}
      />
      {!data && !problem && (
        <Card label="Post">
          <Skeleton lines={3} label="Reading the post" />
        </Card>
      )}
      {data && isAgain && <Reason {...data} />}
      {data && !data.account && <NotConnected />}
      {data?.account && isAgain && data.status.retry !== 'never' && (
        <Composing
          key={post_id}
          account={data.account}
          again={{ ...againFrom(data), onRefused: () => void reload() }}
        />
      )}
      {data?.account && !isAgain && (
        <Composing
          key={post_id}
          account={data.account}
          start={{ place: `from.${post_id}`, form: formOf(data.asked, data.status, null) }}
        />
      )}
    </>
  );
}

function againFrom({ status, asked }: Former): Omit<Again, 'onRefused'> {
  const file = heldFile(status);
  return {
    post_id: status.post_id,
    attempt: status.attempt,
    form: formOf(asked, status, file),
    file,
    risk: status.retry === 'may_post_twice' ? status.message : null,
  };
}

function heldFile({ change, post_id }: Status): File | null {
  return change === 'file' ? null : (fileOf(post_id) ?? null);
}

function Reason({ status, asked }: Former) {
  const hadCover = typeof asked.video_cover_timestamp_ms === 'number' && !heldFile(status);
  const isOver = status.retry === 'never';
  const wantsFile = status.source === 'FILE_UPLOAD' && !isOver;
  return (
    <Alert
      tone={isOver ? 'calm' : 'bad'}
      title={isOver ? 'This post cannot be tried again' : 'Why the last attempt did not succeed'}
      actions={isOver && <ButtonLink href={`/posts/${status.post_id}`}>Open the post</ButtonLink>}
    >
      <p>
        {status.message} {status.next_step}
      </p>
      {wantsFile && (
        <p>
          What you chose before is filled in. If no file is shown below, choose it once more
          {hadCover && ', and its cover too'}.
        </p>
      )}
    </Alert>
  );
}

function NotConnected() {
  return (
    <Alert
      tone="wait"
      title="The account is not connected"
      actions={<ButtonLink href="/platforms/connect/tiktok">Connect TikTok</ButtonLink>}
    >
      Connect it again, then come back here.
    </Alert>
  );
}
