/** Narrows a list to one of the person's accounts. */
import { type KnownAccount, nameOf } from '../../live/accounts';
import { Select } from './field';

interface AccountProps {
  value: string | undefined;
  accounts: readonly KnownAccount[] | undefined;
  onValue: (accountId: string) => void;
}

export function AccountFilter({ value = '', accounts = [], onValue }: AccountProps) {
  const options = accounts.map((account) => ({
    value: account.account_id,
    label: nameOf(account),
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
