/** An account's history: what happened to it and to its posts, post by post. */
import './account.css';
import { body, crm } from '../../api/clients';
import { useAccounts } from '../../live/accounts';
import { useCaptions } from '../../live/captions';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { Avatar } from '../../parts/avatar';
import { Listing } from '../../parts/data/listing';
import { LiveSign } from '../../parts/data/live-sign';
import { DeveloperSwitch, showsDetails } from '../../parts/developer';
import { Select } from '../../parts/form/field';
import { FilterBar, SpanFields, useFilters } from '../../parts/form/filter-bar';
import { spanOf } from '../../parts/form/query';
import { Card, Empty, PageHead } from '../../parts/surface';
import { shortName, typesOf } from '../../parts/words/event-words';
import { nameOf, usePlatforms } from '../../platforms/known';
import { AccountsLink } from '../../platforms/links';
import type { Platform } from '../../platforms/platform';
import { ChapterView } from './chapter-view';
import { chaptersOf } from './chapters';

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
  const captions = useCaptions(account_id);
  const account = accounts.data?.find((one) => one.account_id === account_id);
  if (paging.problem?.status === 404) return <Unknown />;
  return (
    <>
      <PageHead
        title={account ? nameOf(platforms, account) : 'Account'}
        lead="What happened to this account and its posts."
        actions={
          <>
            <LiveSign />
            <DeveloperSwitch />
            <AccountsLink label="Accounts" />
          </>
        }
      />
      <Card label="History">
        <div class="row">
          <Avatar account={account} name={account?.display_name ?? null} size="large" />
          <div class="stack tight">
            <strong>{account ? nameOf(platforms, account) : ''}</strong>
            {account?.username && <span class="small soft">@{account.username}</span>}
            {showsDetails.value && <code class="small soft break">{account_id}</code>}
          </div>
        </div>
        <FilterBar count={state.count} onClear={state.clear}>
          {(showsDetails.value || type) && (
            <Select
              label="Event"
              value={type ?? ''}
              onValue={(chosen) => state.set('type', chosen)}
              options={typeOptions(platforms)}
            />
          )}
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
            <Empty title={state.count ? 'No results' : 'Nothing has happened yet'}>
              {state.count
                ? 'Clear the filters to see everything.'
                : 'What happens to this account and its posts appears here by itself.'}
            </Empty>
          }
        >
          {(events) => (
            <ol class="list chapters">
              {chaptersOf(events).map((chapter) => (
                <ChapterView
                  key={`${chapter.postId} ${chapter.events[0]?.event_id}`}
                  chapter={chapter}
                  caption={captions.get(chapter.postId ?? '')}
                  all={events}
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
  const action = <AccountsLink label="Your accounts" />;
  return (
    <>
      <PageHead title="Account not found" />
      <Empty title="There is no such account" action={action}>
        It may belong to another user, or the address may be mistyped.
      </Empty>
    </>
  );
}
