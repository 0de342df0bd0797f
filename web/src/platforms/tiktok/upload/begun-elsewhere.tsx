/** Another tab has begun the next attempt already, with other choices. */
import { Alert } from '../../../parts/alert';
import { ButtonLink } from '../../../parts/button';

export function BegunElsewhere({ post_id }: { post_id: string }) {
  return (
    <Alert
      tone="bad"
      title="Another attempt has begun already"
      isUrgent
      actions={<ButtonLink href={`/posts/${post_id}`}>Open the post</ButtonLink>}
    >
      This one was not sent. Look what became of the other one first.
    </Alert>
  );
}
