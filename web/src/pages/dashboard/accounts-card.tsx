/** The accounts and how they stand, with what each needs. */
import { useState } from 'preact/hooks';
import type { Auth } from '../../api/clients';
import type { Resource } from '../../live/resource';
import { ProblemAlert } from '../../parts/alert';
import { Avatar } from '../../parts/avatar';
import { Button, ButtonLink } from '../../parts/button';
import { Card, Empty, Skeleton } from '../../parts/surface';
import { AccountStatus } from '../../parts/words/account-status';
import { isDisconnectable, isOnItsWay, isWorking } from '../../parts/words/account-words';
import { DisconnectDialog } from '../connect/disconnect-dialog';

type Account = Auth['AccountView'];

export function AccountsCard({ accounts }: { accounts: Resource<Account[]> }) {
  const { data, problem, isLoading, reload } = accounts;
  const [leaving, setLeaving] = useState<Account>();
  return (
    <Card
      title="Accounts"
      actions={
        <ButtonLink look="quiet" href="/platforms/connect/tiktok">
          Manage
        </ButtonLink>
      }
    >
      <ProblemAlert problem={problem} title="The accounts could not be read" onRetry={reload} />
      {isLoading && <Skeleton lines={3} label="Reading the accounts" />}
      {data?.length === 0 && (
        <Empty
          title="No account connected"
          action={<ButtonLink href="/platforms/connect/tiktok">Connect TikTok</ButtonLink>}
        >
          Connect a TikTok account to post to it and watch its numbers.
        </Empty>
      )}
      {data && data.length > 0 && (
        <ul class="list held">
          {data.map((account) => (
            <Held key={account.account_id} account={account} onLeave={() => setLeaving(account)} />
          ))}
        </ul>
      )}
      {leaving && (
        <DisconnectDialog
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
  const mustReconnect = !isWorking(status) && !isOnItsWay(status);
  return (
    <li>
      <Avatar accountId={id} name={name} />
      <div class="stack">
        <a class="name break" href={`/accounts/${id}`}>
          {name ?? 'TikTok account'}
        </a>
        <AccountStatus status={status} />
      </div>
      {isDisconnectable(status) && !mustReconnect && (
        <Button look="quiet" onClick={onLeave} aria-label={`Disconnect ${name ?? 'the account'}`}>
          Disconnect
        </Button>
      )}
      {mustReconnect && <ButtonLink href="/platforms/connect/tiktok">Reconnect</ButtonLink>}
    </li>
  );
}
