/** The person's accounts as lists name them: those of today, and those that were. */
import { body, type Crm, crm } from '../api/clients';
import { type Resource, useChanges, useResource } from './resource';

export type KnownAccount = Crm['Account'];

export function nameOf(account: KnownAccount | undefined): string {
  return account?.display_name ?? 'TikTok account';
}

export function useAccounts(): Resource<KnownAccount[]> {
  const read = async () => (await body(crm.GET('/api/crm/accounts'))).accounts;
  const resource = useResource(read, 'accounts');
  useChanges(() => void resource.reload());
  return resource;
}
