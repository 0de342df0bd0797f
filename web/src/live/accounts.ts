/** The person's accounts, also those that were disconnected, as lists name them. */
import { body, type Crm, crm } from '../api/clients';
import { type Resource, useChanges, useResource } from './resource';
import { toldApart } from './told-apart';

export type KnownAccount = Crm['Account'];

export function useAccounts(): Resource<KnownAccount[]> {
  const read = async () => toldApart((await body(crm.GET('/api/crm/accounts'))).accounts);
  const resource = useResource(read, 'accounts');
  useChanges(() => void resource.reload());
  return resource;
}
