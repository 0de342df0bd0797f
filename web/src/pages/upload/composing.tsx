/** The form for one account, once TikTok has said what its creator may choose. */
import { Alert, ProblemAlert } from '../../parts/alert';
import { ButtonLink } from '../../parts/button';
import { Card, Skeleton } from '../../parts/surface';
import type { Account } from './account-choice';
import { Composer } from './composer';
import { useCreator } from './creator';
import { CreatorBlock } from './creator-block';

export function Composing({ account }: { account: Account }) {
  const { data, problem, reload } = useCreator(account.account_id);
  const canDraft = account.scopes.includes('video.upload');
  // Without the permission to post directly TikTok tells nothing of the creator.
  const draftsOnly = problem?.kind === 'scope-missing' && canDraft;
  return (
    <>
      {data && <CreatorBlock creator={data.creator} />}
      {!data && !problem && (
        <Card label="Creator">
          <Skeleton lines={3} label="Asking TikTok what this account may post" />
        </Card>
      )}
      {problem && !draftsOnly && (
        <ProblemAlert
          problem={problem}
          {...(problem.kind === 'cannot-post' ? { title: 'No posts from this account now' } : {})}
          onRetry={() => void reload()}
        />
      )}
      {draftsOnly && <DraftsOnly name={account.display_name} />}
      {(draftsOnly || (data && !problem)) && (
        <Composer account={account} asked={data ?? null} reload={reload} canDraft={canDraft} />
      )}
    </>
  );
}

function DraftsOnly({ name }: { name: string | null }) {
  const reconnect = <ButtonLink href="/platforms/connect/tiktok">Connect again</ButtonLink>;
  return (
    <Alert tone="calm" title="Drafts only" actions={reconnect}>
      {name ?? 'This account'} has not allowed Postlog to post directly. You can send drafts to its
      TikTok inbox, or connect again and allow both.
    </Alert>
  );
}
