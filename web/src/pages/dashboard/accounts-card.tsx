/** The accounts with their status, and what each needs. */
import { useState } from 'preact/hooks';
import type { Auth } from '../../api/clients';
import type { Resource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Avatar } from '../../parts/avatar';
import { Button, ButtonLink } from '../../parts/button';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { AccountStatus } from '../../parts/words/account-status';
import { isDisconnectable, isOnItsWay, isWorking } from '../../parts/words/account-words';
import { accountsPath, nameOf, namesOf, platformOf, usePlatforms } from '../../platforms/known';
import { AccountsLinks, ConnectLinks } from '../../platforms/links';
import { DisconnectDialog } from '../connect/disconnect-dialog';

type Account = Auth['AccountView'];

export function AccountsCard({ accounts }: { accounts: Resource<Account[]> }) {
  const { data, problem, isLoading, reload } = accounts;
  const platforms = usePlatforms();
  const [leaving, setLeaving] = useState<Account>();
  const leavingPlatform = platformOf(platforms, leaving?.provider);
  return (
    <Card title="Accounts" actions={<AccountsLinks look="quiet" label="Manage" />}>
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
            <Held key={account.account_id} account={account} onLeave={() => setLeaving(account)} />
          ))}
        </ul>
      )}
      {leaving && leavingPlatform && (
        <DisconnectDialog
          platform={leavingPlatform}
          account={leaving}
          onClose={() => setLeaving(undefined)}
          onEnding={() => void reload()}
        />
      )}
    </Card>
  );
}

function Held({ account, onLeave }: { account: Account; onLeave: () => void }) {
  const { account_id: id, display_name: name, status } = account;
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
        <AccountStatus status={status} />
      </div>
      {isDisconnectable(status) && !mustReconnect && (
        <Button look="quiet" onClick={onLeave} aria-label={`Disconnect ${name}`}>
          Disconnect
        </Button>
      )}
      {mustReconnect && platform && (
        <ButtonLink href={accountsPath(platform)}>Reconnect</ButtonLink>
      )}
    </li>
  );
}
