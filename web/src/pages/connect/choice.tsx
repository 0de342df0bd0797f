/** Asks which of the accounts that a consent covers shall be connected. */
import { useState } from 'preact/hooks';
import { type Auth, auth, body } from '../../api/clients';
import { asProblem, type Problem } from '../../api/problem';
import { useResource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Avatar } from '../../parts/avatar';
import { Button } from '../../parts/button';
import { Skeleton } from '../../parts/surface';
import type { Platform } from '../../platforms/platform';
import { ConnectButton } from './connect-button';

type Candidate = Auth['CandidateView'];

interface Props {
  platform: Platform;
  /** From the address that the callback led to. */
  connectionId: string;
  /** Called with the id of the account that is now connecting. */
  onChosen: (accountId: string) => void;
}

export function Choice({ platform, connectionId, onChosen }: Props) {
  const params = { path: { connection_id: connectionId } };
  const read = () => body(auth.GET('/api/auth/connections/{connection_id}', { params }));
  const { data, problem: unread, reload } = useResource(read, `choice ${connectionId}`);
  const [chosen, setChosen] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const choose = async (platformUserId: string) => {
    setChosen(platformUserId);
    setProblem(undefined);
    try {
      const { account_id: id } = await body(
        auth.POST('/api/auth/connections/{connection_id}/choose', {
          params,
          body: { platform_user_id: platformUserId, code: null },
        }),
      );
      if (id) onChosen(id);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setChosen('');
  };
  return (
    <section class="stack" aria-labelledby="choice">
      <h2 id="choice">Which account do you want to connect?</h2>
      {!data && !unread && <Skeleton lines={3} label="Loading the accounts" />}
      <ProblemAlert
        problem={unread}
        title="The accounts cannot be shown"
        onRetry={() => void reload()}
      />
      <ProblemAlert problem={problem} title="The account is not connected" />
      {data && (
        <p class="soft">
          You allowed Postlog to use these accounts. Choose one now; to add another, connect{' '}
          {platform.name} once more.
        </p>
      )}
      <ul class="list stack" aria-label="Accounts to choose from">
        {data?.candidates.map((candidate) => (
          <CandidateCard
            key={candidate.platform_user_id}
            candidate={candidate}
            isBusy={chosen === candidate.platform_user_id}
            isOtherBusy={chosen !== '' && chosen !== candidate.platform_user_id}
            onChoose={() => void choose(candidate.platform_user_id)}
          />
        ))}
      </ul>
      {unread && <ConnectButton platform={platform}>Start again</ConnectButton>}
    </section>
  );
}

interface CardProps {
  candidate: Candidate;
  isBusy: boolean;
  isOtherBusy: boolean;
  onChoose: () => void;
}

function CandidateCard({ candidate, isBusy, isOtherBusy, onChoose }: CardProps) {
  const { display_name: name, username, page_name: page, missing_features: missing } = candidate;
  const { unusable, next_step: advice } = candidate;
  return (
    <li class="card account" aria-label={name}>
      <Avatar account={undefined} name={name} size="large" />
      <div class="stack about">
        <h3 class="break">{name}</h3>
        {(username || page) && (
          <p class="soft break">
            {[username && `@${username}`, page && `through the Page ${page}`]
              .filter(Boolean)
              .join(' · ')}
          </p>
        )}
        {unusable && (
          <>
            <p>{unusable}</p>
            {advice && <p class="soft">{advice}</p>}
          </>
        )}
        {!unusable && missing.length > 0 && (
          <ul class="missing soft">
            {missing.map(({ feature, reason }) => (
              <li key={feature}>{reason}</li>
            ))}
          </ul>
        )}
      </div>
      {!unusable && (
        <div class="row actions">
          <Button look="primary" isBusy={isBusy} disabled={isOtherBusy} onClick={onChoose}>
            Connect this account
          </Button>
        </div>
      )}
    </li>
  );
}
