/** Lets the person choose the account that posts. */
import { useLocation } from 'preact-iso';
import { Segmented } from '../parts/form/segmented';
import { Card } from '../parts/surface';
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
        segments={accounts.map(({ account_id, display_name }) => ({
          value: account_id,
          label: display_name,
        }))}
      />
      {!chosen && <p class="small soft">Choose an account to continue.</p>}
    </Card>
  );
}
