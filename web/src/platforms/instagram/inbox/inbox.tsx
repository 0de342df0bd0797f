/** Comments and mentions of all Instagram accounts, to be answered, hidden and deleted. */
import './inbox.css';
import { useRef } from 'preact/hooks';
import { useAccounts } from '../../../live/accounts';
import { usePaging } from '../../../live/paging';
import { useChanges } from '../../../live/resource';
import { Listing } from '../../../parts/data/listing';
import { LiveSign } from '../../../parts/data/live-sign';
import { AccountFilter } from '../../../parts/form/account-filter';
import { Select } from '../../../parts/form/field';
import { FilterBar, useFilters } from '../../../parts/form/filter-bar';
import { Card, Empty, PageHead } from '../../../parts/surface';
import { keyOf, listed } from './item';
import { ItemCard } from './item-card';
import { useKept } from './kept';
import { KINDS, kindOf, questionOf, SHOWN } from './shown';
import { useSteadyFocus } from './steady-focus';

export default function Inbox() {
  const state = useFilters(['account', 'kind', 'shown', 'media']);
  const { account, kind, shown, media } = state.filters;
  const { data: accounts } = useAccounts();
  const own = accounts?.filter(({ provider }) => provider === 'instagram');
  const question = JSON.stringify(state.filters);
  const paging = usePaging((page) => {
    const asked = { ...questionOf(shown), kind: kindOf(kind) };
    return listed({ ...asked, account_id: account ?? null, media_id: media ?? null }, page);
  }, question);
  const { shown: items, hold } = useKept(paging.items, question);
  useChanges(() => void paging.reload(), account);
  const list = useRef<HTMLUListElement>(null);
  useSteadyFocus(list);
  const known = new Map(own?.map((one) => [one.account_id, one]));
  return (
    <>
      <PageHead
        title="Inbox"
        lead={
          <>
            Comments on your Instagram posts, and posts that mention you.{' '}
            <a href="/help/inbox">How it works</a>
          </>
        }
        actions={<LiveSign />}
      />
      <Card label="Comments and mentions">
        <FilterBar count={state.count} onClear={state.clear}>
          <AccountFilter
            value={account}
            accounts={own}
            onValue={(id) => state.set('account', id)}
          />
          <Select
            label="Kind"
            value={kind ?? ''}
            onValue={(value) => state.set('kind', value)}
            options={KINDS}
          />
          <Select
            label="Show"
            value={shown ?? ''}
            onValue={(value) => state.set('shown', value)}
            options={SHOWN}
          />
        </FilterBar>
        <Listing
          paging={{ ...paging, items }}
          one="item"
          empty={<Nothing isFiltered={state.count > 0} isUnanswered={shown === 'unanswered'} />}
        >
          {(shownItems) => (
            <ul ref={list} class="list inbox" aria-label="Comments and mentions">
              {shownItems.map((item) => (
                <ItemCard
                  key={keyOf(item)}
                  item={item}
                  account={known.get(item.account_id)}
                  onHold={() => hold(item)}
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

function Nothing({ isFiltered, isUnanswered }: { isFiltered: boolean; isUnanswered: boolean }) {
  if (isUnanswered) return <Empty title="All answered">New ones appear here automatically.</Empty>;
  if (isFiltered) return <Empty title="Nothing fits">Remove a filter to see more.</Empty>;
  return (
    <Empty title="Nothing here yet">
      Comments and mentions appear here when Instagram reports them, or when Postlog checks for
      them.
    </Empty>
  );
}
