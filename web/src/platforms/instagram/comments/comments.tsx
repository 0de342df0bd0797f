/** The comments below the posts of all accounts, to be answered and hidden. */

import { body, crm } from '../../../api/clients';
import { useAccounts } from '../../../live/accounts';
import { usePaging } from '../../../live/paging';
import { useChanges } from '../../../live/resource';
import { Listing } from '../../../parts/data/listing';
import { LiveSign } from '../../../parts/data/live-sign';
import { AccountFilter } from '../../../parts/form/account-filter';
import { Select } from '../../../parts/form/field';
import { FilterBar, useFilters } from '../../../parts/form/filter-bar';
import { Card, Empty, PageHead } from '../../../parts/surface';
import { CommentCard } from './comment-card';
import { questionOf, SHOWN } from './shown';

export default function InstagramComments() {
  const state = useFilters(['account', 'shown', 'media']);
  const { account, shown, media } = state.filters;
  const { data: accounts } = useAccounts();
  const own = accounts?.filter(({ provider }) => provider === 'instagram');
  const paging = usePaging(async (page) => {
    const query = {
      ...page,
      ...questionOf(shown),
      account_id: account ?? null,
      media_id: media ?? null,
    };
    const found = await body(crm.GET('/api/crm/instagram/comments', { params: { query } }));
    return { items: found.comments, next: found.next_cursor };
  }, JSON.stringify(state.filters));
  useChanges(() => void paging.reload(), account);
  const known = new Map(own?.map((one) => [one.account_id, one]));
  return (
    <>
      <PageHead
        title="Comments"
        lead="What people write below your Instagram posts."
        actions={<LiveSign />}
      />
      <Card label="Comments">
        <FilterBar count={state.count} onClear={state.clear}>
          <AccountFilter
            value={account}
            accounts={own}
            onValue={(id) => state.set('account', id)}
          />
          <Select
            label="Show"
            value={shown ?? ''}
            onValue={(value) => state.set('shown', value)}
            options={SHOWN}
          />
        </FilterBar>
        <Listing paging={paging} one="comment" empty={<Nothing isFiltered={state.count > 0} />}>
          {(comments) => (
            <ul class="list stack" aria-label="Comments">
              {comments.map((comment) => (
                <CommentCard
                  key={`${comment.account_id} ${comment.comment_id}`}
                  comment={comment}
                  account={known.get(comment.account_id)}
                  onChanged={paging.reload}
                />
              ))}
            </ul>
          )}
        </Listing>
      </Card>
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No comment fits">Remove a filter to see more.</Empty>;
  return (
    <Empty title="No comments yet">
      Comments appear here as soon as Instagram tells of them, or when Postlog reads them.
    </Empty>
  );
}
