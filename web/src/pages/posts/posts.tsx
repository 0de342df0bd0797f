/** All posts, with filters, and the videos that were posted without Postlog. */
import { useLocation } from 'preact-iso';
import { type KnownAccount, useAccounts } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
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
import { platformOf, usePlatforms } from '../../platforms/known';
import { NewPostLinks } from '../../platforms/links';
import type { Platform } from '../../platforms/platform';
import { AllPosts } from './all-posts';
import { ForeignVideos } from './foreign-videos';
import { PlatformFilter } from './platform-filter';
import { PostTable } from './post-table';

const FILTERS = [
  'platform',
  'account',
  'status',
  'progress',
  'mode',
  'text',
  'from',
  'to',
] as const;
type Filter = (typeof FILTERS)[number];
const ALL = { value: '', label: 'All' };
const PROGRESS = [
  ALL,
  { value: 'pending', label: 'Still pending' },
  { value: 'settled', label: 'Settled' },
];

export default function Posts() {
  const { query } = useLocation();
  const accounts = useAccounts();
  const platforms = usePlatforms();
  const chosen = platformOf(platforms, query.platform);
  const platform = chosen ?? platforms[0];
  const isElsewhere = query.made === 'elsewhere';
  const isOfAll = platforms.length > 1 && !chosen;
  if (!platform) return null;
  return (
    <>
      <PageHead
        title="Posts"
        actions={
          <>
            <LiveSign />
            <NewPostLinks look="primary" />
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
      {isElsewhere && <ForeignVideos platform={platform} accounts={accounts.data} />}
      {!isElsewhere && isOfAll && <AllPosts accounts={accounts.data} />}
      {!isElsewhere && !isOfAll && <PostedHere platform={platform} accounts={accounts.data} />}
    </>
  );
}

interface Props {
  platform: Platform;
  accounts: readonly KnownAccount[] | undefined;
}

function PostedHere({ platform, accounts }: Props) {
  const state = useFilters(FILTERS);
  const { account, status, progress, mode, text } = state.filters;
  const paging = usePaging(async (page) => {
    const { items, next } = await platform.posts.list({
      ...page,
      ...spanOf(state.filters),
      account_id: account ?? null,
      status: status ?? null,
      pending: progress ? progress === 'pending' : null,
      mode: mode ?? null,
      text: text ?? null,
    });
    return { items: items.map((post) => ({ platform, post })), next };
  }, JSON.stringify(state.filters));
  useChanges(() => void paging.reload(), account);
  return (
    <Card label="Posts made here">
      <PostFilters platform={platform} state={state} accounts={accounts} />
      <Listing paging={paging} one="post" empty={<NoPosts platform={platform} state={state} />}>
        {(posts) => <PostTable posts={posts} accounts={accounts} label="Posts" />}
      </Listing>
    </Card>
  );
}

type FilterProps = Props & { state: FilterState<Filter> };

function PostFilters({ platform, state, accounts }: FilterProps) {
  const { filters, set } = state;
  const { statuses, modes } = platform.words;
  return (
    <FilterBar count={state.count} onClear={state.clear}>
      <SearchField
        label="Text"
        placeholder="In the caption"
        value={filters.text}
        onValue={(text) => set('text', text)}
      />
      <PlatformFilter
        value={filters.platform}
        onValue={(id) => {
          // Each platform has states of its own.
          set('status', '');
          set('platform', id);
        }}
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
        options={[
          ALL,
          ...Object.entries(statuses).map(([value, { word }]) => ({ value, label: word })),
        ]}
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
        options={[ALL, ...modes]}
      />
      <SpanFields state={state} />
    </FilterBar>
  );
}

function NoPosts({ platform, state }: Omit<FilterProps, 'accounts'>) {
  if (state.count > 0) {
    return <Empty title="No post fits">Remove a filter to see more.</Empty>;
  }
  return (
    <Empty title="Nothing posted yet" action={<NewPostLinks />}>
      Your posts are listed here, with {platform.name}'s status and their numbers.
    </Empty>
  );
}
