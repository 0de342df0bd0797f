/** An account's timeline: every event, and its place in the log. */
import '../../parts/data/story.css';
import { body, crm } from '../../api/clients';
import { useAccounts } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { Avatar } from '../../parts/avatar';
import { Listing } from '../../parts/data/listing';
import { LiveSign } from '../../parts/data/live-sign';
import { Select } from '../../parts/form/field';
import { FilterBar, SpanFields, useFilters } from '../../parts/form/filter-bar';
import { spanOf } from '../../parts/form/query';
import { Card, Empty, PageHead } from '../../parts/surface';
import { shortName, typesOf } from '../../parts/words/event-words';
import { nameOf, usePlatforms } from '../../platforms/known';
import { AccountsLinks } from '../../platforms/links';
import type { Platform } from '../../platforms/platform';
import { StoryEvent } from './story-event';

const FILTERS = ['type', 'from', 'to', 'order'] as const;
const ORDERS = [
  { value: '', label: 'Newest first' },
  { value: 'asc', label: 'Oldest first' },
];

export default function Account({ account_id = '' }: { account_id?: string }) {
  const platforms = usePlatforms();
  const state = useFilters(FILTERS);
  const { type, order } = state.filters;
  const paging = usePaging(
    async (page) => {
      const query = {
        ...page,
        ...spanOf(state.filters),
        type: type ?? null,
        order: orderOf(order),
      };
      const params = { path: { account_id }, query };
      const found = await body(crm.GET('/api/crm/accounts/{account_id}/timeline', { params }));
      return { items: found.events, next: found.next_cursor };
    },
    `${account_id} ${JSON.stringify(state.filters)}`,
  );
  useChanges(() => void paging.reload(), account_id);
  const accounts = useAccounts();
  const account = accounts.data?.find((one) => one.account_id === account_id);
  if (paging.problem?.status === 404) return <Unknown />;
  return (
    <>
      <PageHead
        title={account ? nameOf(platforms, account) : 'Account'}
        lead="Everything that happened to this account and its posts, in the order of the log."
        actions={
          <>
            <LiveSign />
            <AccountsLinks label="Manage accounts" />
          </>
        }
      />
      <Card label="Timeline">
        <div class="row">
          <Avatar account={account} name={account?.display_name ?? null} size="large" />
          <div class="stack tight">
            <strong>{account ? nameOf(platforms, account) : ''}</strong>
            <code class="small soft break">{account_id}</code>
          </div>
        </div>
        <FilterBar count={state.count} onClear={state.clear}>
          <Select
            label="Event"
            value={type ?? ''}
            onValue={(chosen) => state.set('type', chosen)}
            options={typeOptions(platforms)}
          />
          <SpanFields state={state} />
          <Select
            label="Order"
            value={order ?? ''}
            onValue={(chosen) => state.set('order', chosen)}
            options={ORDERS}
          />
        </FilterBar>
        <Listing
          paging={paging}
          one="event"
          empty={
            <Empty title={state.count ? 'No event fits' : 'Nothing has happened yet'}>
              {state.count
                ? 'Remove a filter to see more.'
                : 'Each event appears here as soon as it is in the log.'}
            </Empty>
          }
        >
          {(events) => (
            <ol class="list story">
              {events.map((event) => (
                <StoryEvent
                  key={event.event_id}
                  event={event}
                  cause={events.find(({ event_id }) => event_id === event.causation_id)}
                />
              ))}
            </ol>
          )}
        </Listing>
      </Card>
    </>
  );
}

function typeOptions(platforms: readonly Platform[]) {
  const types = typesOf(platforms).map((type) => ({ value: type, label: shortName(type) }));
  return [{ value: '', label: 'All events' }, ...types];
}

/** The API begins with the oldest event; here the newest comes first. */
function orderOf(order: string | undefined): 'asc' | 'desc' {
  return order === 'asc' ? 'asc' : 'desc';
}

function Unknown() {
  const action = <AccountsLinks label="Your accounts" />;
  return (
    <>
      <PageHead title="Account not found" />
      <Empty title="There is no such account" action={action}>
        It may belong to another user, or the address may be mistyped.
      </Empty>
    </>
  );
}
