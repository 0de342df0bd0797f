/** The form for one account, after TikTok has said what its creator may choose. */
import { Alert, ProblemAlert } from '../../../parts/alert';
import { ButtonLink } from '../../../parts/button';
import { Card, Skeleton } from '../../../parts/surface';
import type { Account } from '../../chosen';
import type { Again } from '../form/again';
import { useCreator } from '../form/creator';
import { Composer, type Start } from './composer';
import { CreatorBlock } from './creator-block';

/** Once the form is shown it stays, with everything that was chosen, whatever a later answer says. */
export function Composing({
  account,
  again,
  start,
}: {
  account: Account;
  again?: Again;
  start?: Start;
}) {
  const canDraft = account.scopes.includes('video.upload');
  const { data: info, problem, reload } = useCreator(account.account_id, canDraft);
  const isBarred = problem?.kind === 'cannot-post';
  // A post that is tried again keeps its mode: a direct one cannot become a draft.
  const lacksDirect = info === null && again !== undefined && !again.form.isDraft;
  return (
    <>
      {info && <CreatorBlock creator={info.creator} />}
      {info === undefined && !problem && (
        <Card label="Creator">
          <Skeleton lines={3} label="Checking with TikTok what this account can post" />
        </Card>
      )}
      <ProblemAlert
        problem={problem}
        title={
          isBarred
            ? 'This account cannot post right now'
            : 'Postlog could not check with TikTok what this account can post'
        }
        onRetry={() => void reload()}
      />
      {lacksDirect && <NotDirectly account={account} />}
      {info === null && !lacksDirect && <DraftsOnly account={account} />}
      {info !== undefined && !lacksDirect && (
        <Composer
          account={account}
          again={again}
          start={start}
          info={info}
          reload={reload}
          canDraft={canDraft}
          barredBecause={isBarred ? problem.detail : null}
        />
      )}
    </>
  );
}

const lacksOf = ({ missing_features }: Account) =>
  missing_features.find(({ scope }) => scope === 'video.publish');

function NotDirectly({ account }: { account: Account }) {
  const lacks = lacksOf(account);
  const isAskedFor = lacks?.asked !== false;
  return (
    <Alert
      tone="wait"
      title="The post cannot be tried again now"
      actions={
        isAskedFor && <ButtonLink href="/platforms/connect/tiktok">Connect again</ButtonLink>
      }
    >
      {isAskedFor
        ? `${account.display_name} has not allowed Postlog to post directly. Connect again and allow it, then try the post again.`
        : lacks?.reason}
    </Alert>
  );
}

function DraftsOnly({ account }: { account: Account }) {
  const lacks = lacksOf(account);
  if (lacks?.asked === false)
    return (
      <Alert tone="calm" title="Drafts only">
        {lacks.reason} You can send drafts to the TikTok inbox of {account.display_name}.
      </Alert>
    );
  const reconnect = <ButtonLink href="/platforms/connect/tiktok">Connect again</ButtonLink>;
  return (
    <Alert tone="calm" title="Drafts only" actions={reconnect}>
      {account.display_name} has not allowed Postlog to post directly. You can send drafts to its
      TikTok inbox, or connect again and allow both.
    </Alert>
  );
}
