/** The posts of all platforms in one list. */
import type { KnownAccount } from '../../live/accounts';
import { usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { Listing } from '../../parts/data/listing';
import { AccountFilter } from '../../parts/form/account-filter';
import { Select } from '../../parts/form/field';
import { FilterBar, SearchField, SpanFields, useFilters } from '../../parts/form/filter-bar';
import { spanOf } from '../../parts/form/query';
import { Card, Empty } from '../../parts/surface';
import { type AllPostsQuery, COMMON_STATUSES, listAll } from '../../platforms/all-posts';
import { namesOf, usePlatforms } from '../../platforms/known';
import { NewPostLinks } from '../../platforms/links';
import { PlatformFilter } from './platform-filter';
import { PostTable } from './post-table';

const FILTERS = ['platform', 'account', 'status', 'progress', 'text', 'from', 'to'] as const;
const ALL = { value: '', label: 'All' };

export function AllPosts({ accounts }: { accounts: readonly KnownAccount[] | undefined }) {
  const platforms = usePlatforms();
  const state = useFilters(FILTERS);
  const { account, status, progress, text } = state.filters;
  // What still changes, as the dashboard asks for it, is what is on its way.
  const asked = status ?? (progress === 'pending' ? 'IN_PROGRESS' : null);
  const paging = usePaging(
    (page) =>
      listAll(platforms, {
        ...page,
        ...spanOf(state.filters),
        account_id: account ?? null,
        status: asked,
        text: text ?? null,
      } as AllPostsQuery),
    JSON.stringify([state.filters, platforms.map(({ id }) => id)]),
  );
  useChanges(() => void paging.reload(), account);
  return (
    <Card label="Posts made here">
      <FilterBar count={state.count} onClear={state.clear}>
        <SearchField
          label="Text"
          placeholder="In the caption"
          value={text}
          onValue={(value) => state.set('text', value)}
        />
        <PlatformFilter
          value={state.filters.platform}
          onValue={(id) => {
            // Each platform has states of its own.
            state.set('status', '');
            state.set('platform', id);
          }}
        />
        <AccountFilter
          value={account}
          accounts={accounts}
          onValue={(id) => state.set('account', id)}
        />
        <Select
          label="Status"
          value={asked ?? ''}
          onValue={(value) => state.set('status', value)}
          options={[ALL, ...COMMON_STATUSES]}
        />
        <SpanFields state={state} />
      </FilterBar>
      <Listing
        paging={paging}
        one="post"
        empty={
          state.count > 0 ? (
            <Empty title="No post fits">Remove a filter to see more.</Empty>
          ) : (
            <Empty title="Nothing posted yet" action={<NewPostLinks />}>
              Your posts are listed here, with what {namesOf(platforms)} say of them and their
              numbers.
            </Empty>
          )
        }
      >
        {(posts) => <PostTable posts={posts} accounts={accounts} label="Posts" />}
      </Listing>
    </Card>
  );
}
