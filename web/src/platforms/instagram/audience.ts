/** Followers and reach of Instagram accounts. */
import { body, type Crm, crm } from '../../api/clients';
import type { Audience } from '../platform';

type AccountDay = Pick<Crm['AccountDay'], 'account_id' | 'day' | 'metrics'>;
/** Enough for the last days of every account. */
const NEWEST = 100;

/** Give the newest numbers of each account; days come newest first. */
export function audienceOf(days: readonly AccountDay[]): Map<string, Audience> {
  const found = new Map<string, Audience>();
  for (const { account_id, metrics } of days) {
    const known = found.get(account_id) ?? { followers: null, reach: null };
    found.set(account_id, {
      followers: known.followers ?? metrics.followers_count ?? null,
      reach: known.reach ?? metrics.reach ?? null,
    });
  }
  return found;
}

export async function readAudience(): Promise<Map<string, Audience>> {
  const params = { query: { limit: NEWEST } };
  const { days } = await body(crm.GET('/api/crm/instagram/account-insights', { params }));
  return audienceOf(days);
}
