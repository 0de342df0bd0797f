/** The posts of all platforms in one list. */
import type { KnownAccount } from '../../live/accounts';
import { readUpTo, usePaging } from '../../live/paging';
import { useChanges } from '../../live/resource';
import { Button } from '../../parts/button';
import { csvOf, saveCsv } from '../../parts/data/csv';
import { Listing } from '../../parts/data/listing';
import { useFilters } from '../../parts/form/filter-bar';
import { addressOf, spanOf } from '../../parts/form/query';
import { Card, Empty } from '../../parts/surface';
import { type AllPostsQuery, listAll } from '../../platforms/all-posts';
import { namesOf, usePlatforms } from '../../platforms/known';
import { NewPostLinks } from '../../platforms/links';
import { FILTERS, isNarrowed, type PostFilterState, PostFilters, statusOf } from './post-filters';
import { postRows } from './post-rows';
import { PostTable } from './post-table';

const MOST_SAVED = 10_000;

/** Make the question to the API that the address of the page stands for. */
function queryOf({ filters }: PostFilterState): Partial<AllPostsQuery> {
  const { platform, account, text, sort } = filters;
  return {
    ...spanOf(filters),
    provider: platform ?? null,
    account_id: account ?? null,
    status: statusOf(filters) || null,
    text: text ?? null,
    sort: sort ?? 'newest',
  } as Partial<AllPostsQuery>;
}

export function AllPosts({ accounts }: { accounts: readonly KnownAccount[] | undefined }) {
  const platforms = usePlatforms();
  const state = useFilters(FILTERS);
  const load = (page: { limit: number; cursor?: string }) =>
    listAll(platforms, { ...page, ...queryOf(state) } as AllPostsQuery);
  const paging = usePaging(load, JSON.stringify([state.filters, platforms.map(({ id }) => id)]));
  useChanges(() => void paging.reload(), state.filters.account);
  const save = async () => {
    const { items } = await readUpTo(load, MOST_SAVED);
    const { head, rows } = postRows(items, accounts ?? []);
    saveCsv('posts', csvOf(head, rows));
  };
  const isNothing = paging.items?.length === 0 && !isNarrowed(state);
  const sorted = {
    by: state.filters.sort ?? '',
    addressOf: (sort: string) => addressOf('/posts', state.filters, { sort }),
  };
  return (
    <Card label="Posts made here">
      {!isNothing && <PostFilters state={state} accounts={accounts} />}
      <Listing
        paging={paging}
        one="post"
        empty={
          isNothing ? (
            <Empty title="Nothing posted yet" action={<NewPostLinks />}>
              Your posts are listed here, with their status on {namesOf(platforms)} and their
              numbers.
            </Empty>
          ) : (
            <Empty title="No post fits">Remove a filter to see more.</Empty>
          )
        }
      >
        {(posts) => (
          <>
            <PostTable posts={posts} accounts={accounts} label="Posts" sorted={sorted} />
            <div class="row">
              <Button look="quiet" onClick={() => void save()}>
                Save as CSV
              </Button>
            </div>
          </>
        )}
      </Listing>
    </Card>
  );
}
