/** Tries a post again as it was, after the person has said so. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { body } from '../../../api/clients';
import { asProblem, type Problem } from '../../../api/problem';
import { useResource } from '../../../live/resource';
import { Alert, ProblemAlert } from '../../../parts/alert';
import { Button, ButtonLink } from '../../../parts/button';
import { Card, PageHead, Skeleton } from '../../../parts/surface';
import { postPath, usePlatforms } from '../../known';
import { instagram } from '../api';

export function TryAgain({ post_id }: { post_id: string }) {
  const { route } = useLocation();
  const here = postPath(usePlatforms(), { id: 'instagram' }, post_id);
  const params = { path: { post_id } };
  const read = () => body(instagram.GET('/api/instagram/status/{post_id}', { params }));
  const { data, problem: unread, reload } = useResource(read, `again ${post_id}`);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);

  async function retry(attempt: number) {
    setBusy(true);
    setProblem(undefined);
    try {
      // The same attempt has the same key: two presses begin one attempt.
      const headers = { 'Idempotency-Key': `again-${post_id}-${attempt}` };
      await body(instagram.POST('/api/instagram/posts/{post_id}/retry', { params, headers }));
      route(here);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  return (
    <>
      <PageHead title="Try again" />
      <ProblemAlert
        problem={unread}
        title="The post could not be read"
        onRetry={() => void reload()}
      />
      <ProblemAlert problem={problem} title="The post was not tried again" />
      <Card label="The post">
        {!data && !unread && <Skeleton lines={3} label="Reading the post" />}
        {data && (
          <>
            <p>{data.message}</p>
            {data.next_step && <p class="soft">{data.next_step}</p>}
            {data.retry === 'may_post_twice' && (
              <Alert tone="wait" title="It may be posted twice">
                Instagram may have published this post. Look in the Instagram app before you try
                again.
              </Alert>
            )}
            {data.change && (
              <p>
                Instagram would refuse the same again.{' '}
                <a href="/platforms/instagram/upload">Make a new post</a> with what it asks for.
              </p>
            )}
            <div class="row">
              {data.retry !== 'never' && (
                <Button look="primary" isBusy={isBusy} onClick={() => void retry(data.attempt)}>
                  {data.retry === 'safe' ? 'Try again as it was' : 'Try again all the same'}
                </Button>
              )}
              <ButtonLink look="quiet" href={here}>
                Back to the post
              </ButtonLink>
            </div>
          </>
        )}
      </Card>
    </>
  );
}
