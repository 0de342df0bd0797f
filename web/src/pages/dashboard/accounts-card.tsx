/** The accounts with their state, and what each needs. */
import type { Auth } from '../../api/clients';
import type { Resource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Avatar } from '../../parts/avatar';
import { ButtonLink } from '../../parts/button';
import { compact, full } from '../../parts/data/numbers';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { AccountStatus } from '../../parts/words/account-status';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import { accountsPath, nameOf, namesOf, platformOf, usePlatforms } from '../../platforms/known';
import { AccountsLink, ConnectLinks } from '../../platforms/links';
import type { Audience } from '../../platforms/platform';
import { useAudience } from './audience';

type Account = Auth['AccountView'];

export function AccountsCard({ accounts }: { accounts: Resource<Account[]> }) {
  const { data, problem, isLoading, reload } = accounts;
  const platforms = usePlatforms();
  const audience = useAudience((data ?? []).map(({ provider }) => provider));
  return (
    <Card title="Accounts" actions={<AccountsLink look="quiet" label="Manage" />}>
      <ProblemAlert problem={problem} title="The accounts could not be read" onRetry={reload} />
      {isLoading && <Skeleton lines={3} label="Reading the accounts" />}
      {data?.length === 0 && (
        <Empty title="No account connected" action={<ConnectLinks />}>
          Connect a {namesOf(platforms, 'or')} account to post to it and watch its numbers.
        </Empty>
      )}
      {data && data.length > 0 && (
        <ul class="list held">
          {data.map((account) => (
            <Held
              key={account.account_id}
              account={account}
              audience={audience.get(account.account_id)}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Held({ account, audience }: { account: Account; audience: Audience | undefined }) {
  const { account_id: id, display_name: name, status, username } = account;
  const platforms = usePlatforms();
  const platform = platformOf(platforms, account.provider);
  const mustReconnect = !isWorking(status) && !isOnItsWay(status);
  return (
    <li>
      <Avatar account={status === 'CONNECTING' ? undefined : account} name={name} />
      <div class="stack">
        <a class="name break" href={`/accounts/${id}`}>
          {nameOf(platforms, account)}
        </a>
        <p class="small soft break">
          {platform?.name}
          {username && ` · @${username}`}
        </p>
        <AudienceLine audience={audience} />
        <AccountStatus status={status} />
        {mustReconnect && platform && (
          <ButtonLink href={accountsPath(platform)}>Reconnect</ButtonLink>
        )}
      </div>
    </li>
  );
}

function AudienceLine({ audience }: { audience: Audience | undefined }) {
  const { followers = null, reach = null } = audience ?? {};
  if (followers === null && reach === null) return null;
  return (
    <p class="small soft number">
      {followers !== null && <span title={full(followers)}>{compact(followers)} followers</span>}
      {followers !== null && reach !== null && ' · '}
      {reach !== null && <span title={full(reach)}>{compact(reach)} reached in a day</span>}
    </p>
  );
}
