/** What the platforms sent, byte for byte, and what became of it. */
import '../../parts/data/story.css';
import { body, crm, type QueryOf } from '../../api/clients';
import { type KnownAccount, useAccounts } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { Listing } from '../../parts/data/listing';
import { LiveSign } from '../../parts/data/live-sign';
import { AccountFilter } from '../../parts/form/account-filter';
import { Select } from '../../parts/form/field';
import { FilterBar, type FilterState, SpanFields, useFilters } from '../../parts/form/filter-bar';
import { spanOf } from '../../parts/form/query';
import { Card, Empty, PageHead } from '../../parts/surface';
import { namesOf, usePlatforms } from '../../platforms/known';
import { DeliveryView } from './delivery';
import { STATES, VERDICTS } from './delivery-words';
import { WebhookTests } from './tests';

const FILTERS = ['account', 'event', 'verdict', 'status', 'from', 'to'] as const;

export default function Webhooks() {
  const platforms = usePlatforms();
  const state = useFilters(FILTERS);
  const { account, event, verdict, status } = state.filters;
  const paging = usePaging(async (page) => {
    const query = {
      ...page,
      ...spanOf(state.filters),
      account_id: account ?? null,
      event: event ?? null,
      verdict: verdict ?? null,
      status: status ?? null,
    } as QueryOf<'/api/crm/webhook-events'>;
    const found = await body(crm.GET('/api/crm/webhook-events', { params: { query } }));
    return { items: found.webhook_events, next: found.next_cursor };
  }, JSON.stringify(state.filters));
  useChanges(() => void paging.reload(), account);
  const accounts = useAccounts();
  return (
    <>
      <PageHead
        title="Webhooks"
        lead={`What ${namesOf(platforms)} sent about your accounts, exactly as it arrived, and what it changed.`}
        actions={<LiveSign />}
      />
      <WebhookTests />
      <Card label="Deliveries">
        <WebhookFilters state={state} accounts={accounts.data} />
        <Listing
          paging={paging}
          one="webhook"
          empty={
            <Empty title={state.count ? 'No webhook fits' : 'No webhook yet'}>
              {state.count
                ? 'Remove a filter to see more.'
                : platforms.map(({ webhooks }) => webhooks.about).join(' ')}
            </Empty>
          }
        >
          {(deliveries) => (
            <ol class="list story">
              {deliveries.map((delivery) => (
                <DeliveryView
                  key={delivery.external_id}
                  delivery={delivery}
                  accounts={accounts.data}
                />
              ))}
            </ol>
          )}
        </Listing>
      </Card>
      <p class="small soft">
        A delivery whose signature is wrong, or which is too old, is answered 401. It is counted (
        <code>postlog_webhooks_total</code>, by verdict) and not kept, so it is not listed here.
      </p>
    </>
  );
}

interface FilterProps {
  state: FilterState<(typeof FILTERS)[number]>;
  accounts: readonly KnownAccount[] | undefined;
}

function WebhookFilters({ state, accounts }: FilterProps) {
  const { filters, set } = state;
  const events = usePlatforms().flatMap(({ webhooks }) => webhooks.events);
  return (
    <FilterBar count={state.count} onClear={state.clear}>
      <AccountFilter
        value={filters.account}
        accounts={accounts}
        onValue={(id) => set('account', id)}
      />
      <Select
        label="Event"
        value={filters.event ?? ''}
        onValue={(event) => set('event', event)}
        options={[{ value: '', label: 'All' }, ...events.map((value) => ({ value, label: value }))]}
      />
      <Select
        label="Verdict"
        value={filters.verdict ?? ''}
        onValue={(verdict) => set('verdict', verdict)}
        options={VERDICTS}
      />
      <Select
        label="State"
        value={filters.status ?? ''}
        onValue={(status) => set('status', status)}
        options={STATES}
      />
      <SpanFields state={state} />
    </FilterBar>
  );
}
