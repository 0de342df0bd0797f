/** Narrows the list of posts: a search and the usual states at once, the rest when asked for. */
import { useId, useState } from 'preact/hooks';
import type { KnownAccount } from '../../live/accounts';
import { Button } from '../../parts/button';
import { AccountFilter } from '../../parts/form/account-filter';
import { Select } from '../../parts/form/field';
import { type FilterState, SearchField, SpanFields } from '../../parts/form/filter-bar';
import { COMMON_STATUSES } from '../../platforms/all-posts';
import { PlatformFilter } from './platform-filter';

export const FILTERS = [
  'platform',
  'account',
  'status',
  'progress',
  'text',
  'from',
  'to',
  'sort',
] as const;
export type PostFilterState = FilterState<(typeof FILTERS)[number]>;

const CHIPS = ['IN_PROGRESS', 'PUBLISHED', 'FAILED'];
const BEHIND = ['platform', 'account', 'from', 'to'] as const;
const ALL = { value: '', label: 'All' };

/** The state that is asked for; the dashboard's links name what is in progress in another way. */
export function statusOf({ status, progress }: PostFilterState['filters']): string {
  return status ?? (progress === 'pending' ? 'IN_PROGRESS' : '');
}

/** Whether anything but the order is asked for. */
export function isNarrowed({ count, filters }: PostFilterState): boolean {
  return count > (filters.sort ? 1 : 0);
}

interface Props {
  state: PostFilterState;
  accounts: readonly KnownAccount[] | undefined;
}

export function PostFilters({ state, accounts }: Props) {
  const { filters, set } = state;
  const id = useId();
  const behind = BEHIND.filter((name) => filters[name]).length;
  const [isOpen, setOpen] = useState(behind > 0);
  const status = statusOf(filters);
  return (
    <search class="post-search">
      <div class="first">
        <SearchField
          label="Search captions"
          value={filters.text}
          onValue={(text) => set('text', text)}
        />
        <fieldset class="row bare">
          <legend class="visually-hidden">Status</legend>
          {COMMON_STATUSES.filter(({ value }) => CHIPS.includes(value)).map(({ value, label }) => (
            <Button
              key={value}
              class="chip"
              aria-pressed={status === value}
              onClick={() => set('status', status === value ? '' : value)}
            >
              {label}
            </Button>
          ))}
          <Button aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
            {behind ? `Filter (${behind})` : 'Filter'}
          </Button>
        </fieldset>
      </div>
      <div id={id} class="more-fields" hidden={!isOpen}>
        <PlatformFilter
          value={filters.platform}
          onValue={(platform) => set('platform', platform)}
        />
        <AccountFilter
          value={filters.account}
          accounts={accounts}
          onValue={(account) => set('account', account)}
        />
        <Select
          label="Status"
          value={status}
          onValue={(value) => set('status', value)}
          options={[ALL, ...COMMON_STATUSES]}
        />
        <SpanFields state={state} />
      </div>
      {isNarrowed(state) && (
        <div class="row">
          <Button look="quiet" onClick={state.clear}>
            Clear filters
          </Button>
        </div>
      )}
    </search>
  );
}
