/** What TikTok sent, byte for byte, and what became of it. */
import { useCallback } from 'preact/hooks';
import { body, crm, type QueryOf } from '../../api/clients';
import { useAccounts } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { AccountFilter } from '../../parts/account-filter';
import { ProblemAlert } from '../../parts/alert';
import { Select } from '../../parts/field';
import { FilterBar, type FilterState, SpanFields, useFilters } from '../../parts/filter-bar';
import { LiveSign } from '../../parts/live-sign';
import { More } from '../../parts/more';
import { spanOf } from '../../parts/query';
import { Card, Empty, PageHead, Skeleton } from '../../parts/surface';
import { DeliveryView } from './delivery';
import { EVENTS, STATES, VERDICTS } from './delivery-words';
import '../../parts/story.css';

const FILTERS = ['account', 'event', 'verdict', 'status', 'from', 'to'] as const;

export default function Webhooks() {
  const state = useFilters(FILTERS);
  const { account, event, verdict, status, from, to } = state.filters;
  const load = useCallback(
    async (page: { limit: number; cursor?: string }) => {
      const query = {
        ...page,
        ...(account ? { account_id: account } : {}),
        ...(event ? { event } : {}),
        ...(verdict ? { verdict } : {}),
        ...(status ? { status } : {}),
        ...spanOf({ ...(from ? { from } : {}), ...(to ? { to } : {}) }),
      } as QueryOf<'/api/crm/webhook-events'>;
      const found = await body(crm.GET('/api/crm/webhook-events', { params: { query } }));
      return { items: found.webhook_events, next: found.next_cursor };
    },
    [account, event, verdict, status, from, to],
  );
  const paging = usePaging(load, JSON.stringify(state.filters));
  useChanges(() => void paging.reload(), account);
  const accounts = useAccounts();
  return (
    <>
      <PageHead
        title="Webhooks"
        lead="What TikTok sent about your accounts, as it came, and what it led to."
        actions={<LiveSign />}
      />
      <Card label="Deliveries">
        <WebhookFilters state={state} accounts={accounts.data} />
        <ProblemAlert
          problem={paging.problem}
          title="The webhooks could not be read"
          onRetry={paging.reload}
        />
        {!paging.items && !paging.problem && <Skeleton lines={8} label="Reading the webhooks" />}
        {paging.items?.length === 0 && (
          <Empty title={state.count ? 'No webhook fits' : 'No webhook yet'}>
            {state.count
              ? 'Take a filter away, and there may be some.'
              : 'TikTok sends one when a post is published, becomes public or fails, and when you take a permission away.'}
          </Empty>
        )}
        {paging.items && paging.items.length > 0 && (
          <ol class="list story">
            {paging.items.map((delivery) => (
              <DeliveryView
                key={delivery.external_id}
                delivery={delivery}
                accounts={accounts.data}
              />
            ))}
          </ol>
        )}
        <More paging={paging} one="webhook" />
      </Card>
      <p class="small soft">
        A delivery that is not proven to be TikTok’s, or is too old, is answered 401. It is counted
        (<code>postlog_webhooks_total</code>, by verdict) and not kept, so it is not listed here.
      </p>
    </>
  );
}

interface FilterProps {
  state: FilterState<(typeof FILTERS)[number]>;
  accounts: ReturnType<typeof useAccounts>['data'];
}

function WebhookFilters({ state, accounts }: FilterProps) {
  const { filters, set } = state;
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
        options={[{ value: '', label: 'All' }, ...EVENTS.map((value) => ({ value, label: value }))]}
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
