/** Which account a new post is for. */
import type { Auth } from '../api/clients';

export type Account = Auth['AccountView'];

export interface Choice {
  account: Account;
  /** The account that the address of the page named then. */
  named: string;
}

const WORKING = new Set<Account['status']>(['CONNECTED', 'LIMITED']);

/** Give the accounts of a platform that may post. */
export function usableOf(accounts: readonly Account[], platform: string): Account[] {
  return accounts.filter(({ provider, status }) => provider === platform && WORKING.has(status));
}

/**
 * Choose the account that the address names, or else the only usable one.
 *
 * The form belongs to its account: a `former` choice holds until the person names another account,
 * whatever a later list of accounts says.
 */
export function choose(
  accounts: readonly Account[],
  platform: string,
  named: string,
  former: Choice | null,
): Choice | null {
  const usable = usableOf(accounts, platform);
  const kept = former && (byId(accounts, former.account.account_id) ?? former.account);
  if (kept && former.named === named) return { account: kept, named };
  const only = usable.length === 1 ? usable[0] : undefined;
  const account = byId(usable, named) ?? kept ?? only;
  return account ? { account, named } : null;
}

/**
 * Give the accounts that cannot post now and that the person may have meant, where another one was
 * chosen for them: the one that the address names, or all that leave only one to choose.
 */
export function passedOver(
  accounts: readonly Account[],
  platform: string,
  { account, named }: Choice,
): Account[] {
  const lost = accounts.filter(
    ({ provider, status }) => provider === platform && !WORKING.has(status),
  );
  if (named) return lost.filter(({ account_id: id }) => id === named && id !== account.account_id);
  const isOnly = usableOf(accounts, platform).length === 1;
  return isOnly ? lost.filter(({ account_id: id }) => id !== account.account_id) : [];
}

function byId(accounts: readonly Account[], id: string): Account | undefined {
  return accounts.find(({ account_id }) => account_id === id);
}
