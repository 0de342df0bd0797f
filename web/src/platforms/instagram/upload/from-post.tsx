/** The form filled in from a post: to try that post again, or to make another one like it. */
import { auth, body } from '../../../api/clients';
import { useResource } from '../../../live/resource';
import { Alert, ProblemAlert } from '../../../parts/alert';
import { ButtonLink } from '../../../parts/button';
import { Card, PageHead, Skeleton } from '../../../parts/surface';
import { type Account, usableOf } from '../../chosen';
import { postPath, usePlatforms } from '../../known';
import { type Instagram, instagram } from '../api';
import { formOf } from '../form/again';
import { adopt } from '../form/sent-files';
import { Composer } from './composer';

interface Former {
  status: Instagram['StatusAnswer'];
  asked: Instagram['PostChanges'];
  /** The post's account, where it can be posted with now. */
  account: Account | undefined;
}

async function read(post_id: string): Promise<Former> {
  const params = { path: { post_id } };
  const [status, asked, { accounts }] = await Promise.all([
    body(instagram.GET('/api/instagram/status/{post_id}', { params })),
    body(instagram.GET('/api/instagram/posts/{post_id}/request', { params })),
    body(auth.GET('/api/auth/accounts')),
  ]);
  const account = usableOf(accounts, 'instagram').find(
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
  const here = postPath(usePlatforms(), { id: 'instagram' }, post_id);
  const { data, problem, reload } = useResource(() => read(post_id), `from ${post_id}`);
  const isOver = isAgain && data?.status.retry === 'never';
  return (
    <>
      <PageHead
        title={isAgain ? 'Edit and post again' : 'New post'}
        lead={
          <>
            {isAgain ? 'It is filled in as it was. ' : 'It is filled in from another post. '}
            Nothing goes to Instagram until you publish. <a href={here}>Back to the post</a>
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
      {data && isAgain && <Reason {...data} here={here} />}
      {data && !data.asked.media && !isOver && (
        <Alert tone="wait" title="Choose its pictures and videos again">
          Postlog does not keep the addresses of this post any more.
        </Alert>
      )}
      {data && !data.account && <NotConnected />}
      {data?.account && !isOver && (
        <Composer
          key={post_id}
          account={data.account}
          place={`instagram-post.${isAgain ? `again.${data.status.attempt}` : 'from'}.${post_id}`}
          start={formOf(data.asked, adopt)}
          {...(isAgain && {
            former: { post_id, attempt: data.status.attempt },
            risk: data.status.retry === 'may_post_twice' ? data.status.message : null,
          })}
        />
      )}
    </>
  );
}

function Reason({ status, here }: Former & { here: string }) {
  const isOver = status.retry === 'never';
  return (
    <Alert
      tone={isOver ? 'calm' : 'bad'}
      title={isOver ? 'This post cannot be tried again' : 'Why the last attempt did not succeed'}
      actions={isOver && <ButtonLink href={here}>Open the post</ButtonLink>}
    >
      {status.message} {status.next_step}
    </Alert>
  );
}

function NotConnected() {
  return (
    <Alert
      tone="wait"
      title="The account is not connected"
      actions={<ButtonLink href="/platforms/connect/instagram">Connect Instagram</ButtonLink>}
    >
      Connect it again, then come back here.
    </Alert>
  );
}
