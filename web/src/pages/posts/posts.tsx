/** All posts, narrowed as one likes, and the videos that came about without Postlog. */
import { useLocation } from 'preact-iso';
import { body, crm, type QueryOf } from '../../api/clients';
import { type KnownAccount, useAccounts } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { ButtonLink } from '../../parts/button';
import { Listing } from '../../parts/data/listing';
import { LiveSign } from '../../parts/data/live-sign';
import { AccountFilter } from '../../parts/form/account-filter';
import { Select } from '../../parts/form/field';
import {
  FilterBar,
  type FilterState,
  SearchField,
  SpanFields,
  useFilters,
} from '../../parts/form/filter-bar';
import { spanOf } from '../../parts/form/query';
import { Card, Empty, PageHead } from '../../parts/surface';
import { Tabs } from '../../parts/tabs';
import { MODE_OPTIONS } from '../../platforms/tiktok/post-words';
import { STATUSES, wordsOf } from '../../platforms/tiktok/status-words';
import { ForeignVideos } from './foreign-videos';
import { PostTable } from './post-table';

const FILTERS = ['account', 'status', 'progress', 'mode', 'text', 'from', 'to'] as const;
type Filter = (typeof FILTERS)[number];
const PROGRESS = [
  { value: '', label: 'All' },
  { value: 'pending', label: 'Still pending' },
  { value: 'settled', label: 'Settled' },
];
const STATUS_OPTIONS = [
  { value: '', label: 'All' },
  ...STATUSES.map((status) => ({ value: status, label: wordsOf(status).word })),
];

export default function Posts() {
  const { query } = useLocation();
  const accounts = useAccounts();
  const isElsewhere = query.made === 'elsewhere';
  return (
    <>
      <PageHead
        title="Posts"
        actions={
          <>
            <LiveSign />
            <ButtonLink look="primary" href="/platforms/tiktok/upload">
              New post
            </ButtonLink>
          </>
        }
      />
      <Tabs
        label="Where they were made"
        tabs={[
          { href: '/posts', name: 'Posted here', isCurrent: !isElsewhere },
          { href: '/posts?made=elsewhere', name: 'Posted elsewhere', isCurrent: isElsewhere },
        ]}
      />
      {isElsewhere ? (
        <ForeignVideos accounts={accounts.data} />
      ) : (
        <PostedHere accounts={accounts.data} />
      )}
    </>
  );
}

function PostedHere({ accounts }: { accounts: readonly KnownAccount[] | undefined }) {
  const state = useFilters(FILTERS);
  const { account, status, progress, mode, text } = state.filters;
  const paging = usePaging(async (page) => {
    const query = {
      ...page,
      ...spanOf(state.filters),
      account_id: account ?? null,
      status: status ?? null,
      pending: progress ? progress === 'pending' : null,
      mode: mode ?? null,
      text: text ?? null,
    } as QueryOf<'/api/crm/tiktok/posts'>;
    const found = await body(crm.GET('/api/crm/tiktok/posts', { params: { query } }));
    return { items: found.posts, next: found.next_cursor };
  }, JSON.stringify(state.filters));
  useChanges(() => void paging.reload(), account);
  return (
    <Card label="Posts made here">
      <PostFilters state={state} accounts={accounts} />
      <Listing paging={paging} one="post" empty={<NoPosts state={state} />}>
        {(posts) => <PostTable posts={posts} accounts={accounts} label="Posts" />}
      </Listing>
    </Card>
  );
}

interface FilterProps {
  state: FilterState<Filter>;
  accounts: readonly KnownAccount[] | undefined;
}

function PostFilters({ state, accounts }: FilterProps) {
  const { filters, set } = state;
  return (
    <FilterBar count={state.count} onClear={state.clear}>
      <SearchField
        label="Text"
        placeholder="In the caption"
        value={filters.text}
        onValue={(text) => set('text', text)}
      />
      <AccountFilter
        value={filters.account}
        accounts={accounts}
        onValue={(id) => set('account', id)}
      />
      <Select
        label="Status"
        value={filters.status ?? ''}
        onValue={(status) => set('status', status)}
        options={STATUS_OPTIONS}
      />
      <Select
        label="Progress"
        value={filters.progress ?? ''}
        onValue={(progress) => set('progress', progress)}
        options={PROGRESS}
      />
      <Select
        label="Kind"
        value={filters.mode ?? ''}
        onValue={(mode) => set('mode', mode)}
        options={MODE_OPTIONS}
      />
      <SpanFields state={state} />
    </FilterBar>
  );
}

function NoPosts({ state }: { state: FilterState<Filter> }) {
  if (state.count > 0) {
    return <Empty title="No post fits">Take a filter away, and there may be some.</Empty>;
  }
  const action = <ButtonLink href="/platforms/tiktok/upload">New post</ButtonLink>;
  return (
    <Empty title="Nothing posted yet" action={action}>
      What you send from here is listed with what TikTok says of it, and how it is seen.
    </Empty>
  );
}
