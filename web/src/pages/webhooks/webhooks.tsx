/** What the platforms sent, and what became of it; one of them, where the address names it. */
import '../../parts/data/story.css';
import './webhooks.css';
import { body, crm, type QueryOf } from '../../api/clients';
import { type KnownAccount, useAccounts } from '../../live/accounts';
import { useCaptions } from '../../live/captions';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { Listing } from '../../parts/data/listing';
import { LiveSign } from '../../parts/data/live-sign';
import { DeveloperSwitch } from '../../parts/developer';
import { AccountFilter } from '../../parts/form/account-filter';
import { Select } from '../../parts/form/field';
import { FilterBar, type FilterState, SpanFields, useFilters } from '../../parts/form/filter-bar';
import { addressOf, spanOf } from '../../parts/form/query';
import { Card, Empty, PageHead } from '../../parts/surface';
import { namesOf, usePlatforms } from '../../platforms/known';
import { DeliveryView } from './delivery';
import { DeliveryRow } from './delivery-row';
import { STATES, VERDICTS } from './delivery-words';
import { WebhookTests } from './tests';

const FILTERS = ['account', 'event', 'verdict', 'status', 'from', 'to'] as const;
const LIST = '/webhooks';

export default function Webhooks({ external_id: open = '' }: { external_id?: string }) {
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
  const { data: accounts } = useAccounts();
  const captions = useCaptions();
  const addressIn = (path: string) => addressOf(path, state.filters, {});
  const isEmpty = paging.items?.length === 0 && state.count === 0;
  return (
    <>
      <PageHead
        title="Webhooks"
        lead={`What ${namesOf(platforms)} reported about your accounts and posts.`}
        actions={
          <>
            <LiveSign />
            <DeveloperSwitch />
          </>
        }
      />
      <WebhookTests />
      <div class="deliveries" data-open={open ? '' : undefined}>
        <Card label="Webhooks">
          {!isEmpty && <WebhookFilters state={state} accounts={accounts} />}
          <Listing
            paging={paging}
            one="webhook"
            empty={
              <Empty title={state.count ? 'No results' : 'No webhooks yet'}>
                {state.count
                  ? 'Clear the filters to see everything.'
                  : platforms.map(({ webhooks }) => webhooks.about).join(' ')}
              </Empty>
            }
          >
            {(deliveries) => (
              <ol class="list story">
                {deliveries.map((delivery) => (
                  <DeliveryRow
                    key={delivery.external_id}
                    delivery={delivery}
                    accounts={accounts}
                    captions={captions}
                    href={addressIn(`${LIST}/${encodeURIComponent(delivery.external_id)}`)}
                    isCurrent={delivery.external_id === open}
                  />
                ))}
              </ol>
            )}
          </Listing>
        </Card>
        {open && (
          <DeliveryView
            key={open}
            externalId={open}
            accounts={accounts}
            captions={captions}
            back={addressIn(LIST)}
          />
        )}
      </div>
    </>
  );
}

interface FilterProps {
  state: FilterState<(typeof FILTERS)[number]>;
  accounts: readonly KnownAccount[] | undefined;
}

function WebhookFilters({ state, accounts }: FilterProps) {
  const { filters, set } = state;
  const kinds = usePlatforms().flatMap(({ webhooks }) => webhooks.events);
  const events = kinds.map(({ name, title }) => ({ value: name, label: title }));
  return (
    <FilterBar
      count={state.count}
      onClear={state.clear}
      more={
        <>
          <Select
            label="Signature"
            value={filters.verdict ?? ''}
            onValue={(verdict) => set('verdict', verdict)}
            options={VERDICTS}
          />
          <Select
            label="Result"
            value={filters.status ?? ''}
            onValue={(status) => set('status', status)}
            options={STATES}
          />
          <SpanFields state={state} />
        </>
      }
      isMoreUsed={Boolean(filters.verdict || filters.status || filters.from || filters.to)}
    >
      <AccountFilter
        value={filters.account}
        accounts={accounts}
        onValue={(id) => set('account', id)}
      />
      <Select
        label="Event"
        value={filters.event ?? ''}
        onValue={(event) => set('event', event)}
        options={[{ value: '', label: 'All events' }, ...events]}
      />
    </FilterBar>
  );
}
