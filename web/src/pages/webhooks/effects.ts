/** What a delivery's effects are about. */
import type { Crm } from '../../api/clients';

type Delivery = Crm['WebhookEvent'];
type Effect = Delivery['effects'][number];

/** An event of an account has the account as its subject; any other is about a post. */
function isAboutAccount({ subject, account_id }: Effect): boolean {
  return subject === account_id;
}

/** Give the address of what an effect is about. */
export function linkOf(effect: Effect): string {
  const { subject, account_id } = effect;
  return isAboutAccount(effect) ? `/accounts/${account_id}` : `/posts/${subject}`;
}

/** Give the post that a delivery changed, if there is one. */
export function postOf({ effects }: Pick<Delivery, 'effects'>): string | null {
  return effects.find((effect) => !isAboutAccount(effect))?.subject ?? null;
}
