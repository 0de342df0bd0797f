/** The dead letters of all services, newest first. */
import { body, crm, type QueryOf } from '../../api/clients';
import { usePaging } from '../../live/paging';
import { Listing } from '../../parts/data/listing';
import { Select } from '../../parts/form/field';
import { FilterBar, SearchField, useFilters } from '../../parts/form/filter-bar';
import { Card, Empty } from '../../parts/surface';
import { LetterRow } from './letter-row';
import { KIND_OPTIONS, redrivenOf, STATES } from './letter-words';

const ADDRESS = '/api/crm/operations/dead-letters';

export function Letters() {
  const state = useFilters(['topic', 'group', 'kind', 'account', 'redriven']);
  const { topic, group, kind, account, redriven } = state.filters;
  const paging = usePaging(async (page) => {
    const query = {
      ...page,
      topic: topic ?? null,
      group: group ?? null,
      kind: kind ?? null,
      account_id: account ?? null,
      redriven: redrivenOf(redriven),
    } as QueryOf<typeof ADDRESS>;
    const found = await body(crm.GET(ADDRESS, { params: { query } }));
    return { items: found.dead_letters, next: found.next_cursor };
  }, JSON.stringify(state.filters));
  return (
    <Card label="Dead letters">
      <FilterBar count={state.count} onClear={state.clear}>
        <Select
          label="Reason"
          value={kind ?? ''}
          onValue={(value) => state.set('kind', value)}
          options={KIND_OPTIONS}
        />
        <Select
          label="State"
          value={redriven ?? ''}
          onValue={(value) => state.set('redriven', value)}
          options={STATES}
        />
        <SearchField label="Topic" value={topic} onValue={(text) => state.set('topic', text)} />
        <SearchField label="Group" value={group} onValue={(text) => state.set('group', text)} />
        <SearchField
          label="Account id or key"
          value={account}
          onValue={(text) => state.set('account', text)}
        />
      </FilterBar>
      <Listing
        paging={paging}
        one="dead letter"
        empty={
          <Empty title={state.count ? 'No results' : 'No dead letters'}>
            {state.count
              ? 'Clear the filters to see everything.'
              : 'Every record that arrived could be handled.'}
          </Empty>
        }
      >
        {(letters) => (
          <ol class="list letters" aria-label="Dead letters">
            {letters.map((letter) => (
              <LetterRow
                key={`${letter.topic}/${letter.partition}/${letter.offset}`}
                letter={letter}
                onChanged={paging.reload}
              />
            ))}
          </ol>
        )}
      </Listing>
    </Card>
  );
}
