/** Lets the person choose the account that posts. */
import { useLocation } from 'preact-iso';
import { Avatar } from '../parts/avatar';
import { Segmented } from '../parts/form/segmented';
import { Card } from '../parts/surface';
import { AccountStatus } from '../parts/words/account-status';
import type { Account } from './chosen';
import { newPostPath } from './known';
import type { Platform } from './platform';

interface Props {
  platform: Pick<Platform, 'id'>;
  accounts: readonly Account[];
  chosen: Account | undefined;
}

export function AccountChoice({ platform, accounts, chosen }: Props) {
  const { route } = useLocation();
  return (
    <Card label="Account">
      <Segmented
        legend="Which account posts?"
        value={chosen?.account_id ?? ''}
        onValue={(account_id) => route(newPostPath(platform, account_id), true)}
        segments={accounts.map((account) => ({
          value: account.account_id,
          label: account.display_name,
          about: <About account={account} />,
        }))}
      />
      {!chosen && <p class="small soft">Choose an account to continue.</p>}
    </Card>
  );
}

/** Two accounts of one name are told apart by picture and user name. */
function About({ account }: { account: Account }) {
  return (
    <span class="row">
      <Avatar account={account} name={account.display_name} />
      {account.username && <span>@{account.username}</span>}
      {account.status !== 'CONNECTED' && <AccountStatus status={account.status} />}
    </span>
  );
}
