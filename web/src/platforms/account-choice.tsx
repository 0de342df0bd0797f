/** Lets the person choose the account that posts. */
import { useLocation } from 'preact-iso';
import { Alert } from '../parts/alert';
import { Avatar } from '../parts/avatar';
import { ButtonLink } from '../parts/button';
import { Segmented } from '../parts/form/segmented';
import { Card } from '../parts/surface';
import { AccountStatus } from '../parts/words/account-status';
import { type Account, type Choice, passedOver } from './chosen';
import { accountsPath, newPostPath, platformOf, usePlatforms } from './known';
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

interface NoteProps {
  platform: Pick<Platform, 'id'>;
  accounts: readonly Account[];
  choice: Choice;
}

/** Says for whom the post is, where the account that the person may have meant cannot post now. */
export function AccountNote({ platform, accounts, choice }: NoteProps) {
  const platforms = usePlatforms();
  const [lost] = passedOver(accounts, platform.id, choice);
  const known = platformOf(platforms, platform.id);
  if (!lost || !known) return null;
  return (
    <Alert
      tone="wait"
      title={`This post is for ${choice.account.display_name}`}
      actions={<ButtonLink href={accountsPath(known)}>Accounts</ButtonLink>}
    >
      {lost.display_name} cannot post now. {lost.message}
    </Alert>
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
