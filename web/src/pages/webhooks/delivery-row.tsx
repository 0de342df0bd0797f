/** One delivery in the list: what it says, which post and account it is about, and what became of it. */
import type { Crm } from '../../api/clients';
import type { KnownAccount } from '../../live/accounts';
import type { Captions } from '../../live/captions';
import { Time } from '../../parts/data/time';
import { Pill } from '../../parts/pill';
import { nameOf, platformOf, usePlatforms } from '../../platforms/known';
import { kindOf, outcomeOf } from './delivery-words';
import { postOf } from './effects';

export type Delivery = Crm['WebhookEvent'];

interface Props {
  delivery: Delivery;
  accounts: readonly KnownAccount[] | undefined;
  captions: Captions;
  /** Its own page, with the filters of the list. */
  href: string;
  isCurrent: boolean;
}

export function DeliveryRow({ delivery, accounts, captions, href, isCurrent }: Props) {
  const platforms = usePlatforms();
  const kinds = platformOf(platforms, delivery.provider)?.webhooks.events ?? [];
  const { title, tone } = kindOf(delivery.event, kinds);
  const outcome = outcomeOf(delivery);
  const account = accounts?.find(({ account_id }) => account_id === delivery.account_id);
  const post = postOf(delivery);
  const about = [captions.get(post ?? ''), nameOf(platforms, account)].filter(Boolean);
  return (
    <li class={tone}>
      <a class="delivery" href={href} aria-current={isCurrent ? 'true' : undefined}>
        <span class="name">{title}</span>
        <span class="about small soft">{about.join(' · ')}</span>
        <span class="end small">
          {delivery.verdict !== 'verified' && <Pill tone="wait">Not verified</Pill>}
          <Pill tone={outcome.tone}>{outcome.word}</Pill>
        </span>
        <span class="when small soft number">
          <Time at={delivery.received_at} isExact to="second" />
        </span>
      </a>
    </li>
  );
}
