/** Tells accounts of the same name apart, wherever several are shown. */

interface Named {
  account_id: string;
  provider: string;
  display_name: string;
  username: string | null;
}

/** Give the accounts with names that differ: one that is there twice ends with what differs. */
export function toldApart<Account extends Named>(accounts: readonly Account[]): Account[] {
  const times = new Map<string, number>();
  for (const account of accounts) times.set(keyOf(account), (times.get(keyOf(account)) ?? 0) + 1);
  return accounts.map((account) => {
    if ((times.get(keyOf(account)) ?? 0) < 2) return account;
    return { ...account, display_name: `${account.display_name} (${markOf(account)})` };
  });
}

function keyOf({ provider, display_name }: Named): string {
  return `${provider} ${display_name}`;
}

function markOf({ account_id, username }: Named): string {
  return username ? `@${username}` : `…${account_id.slice(-4)}`;
}
