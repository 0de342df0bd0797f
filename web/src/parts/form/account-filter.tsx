/** Narrows a list to one of the person's accounts. */
import type { KnownAccount } from '../../live/accounts';
import { nameOf, usePlatforms } from '../../platforms/known';
import { Select } from './field';

interface AccountProps {
  value: string | undefined;
  accounts: readonly KnownAccount[] | undefined;
  onValue: (accountId: string) => void;
}

export function AccountFilter({ value = '', accounts = [], onValue }: AccountProps) {
  const platforms = usePlatforms();
  const options = accounts.map((account) => ({
    value: account.account_id,
    label: nameOf(platforms, account),
  }));
  return (
    <Select
      label="Account"
      value={value}
      onValue={onValue}
      options={[{ value: '', label: 'All accounts' }, ...options]}
    />
  );
}
