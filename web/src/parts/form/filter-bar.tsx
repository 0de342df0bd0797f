/** The filters of a list. They are in the address of the page, so that they can be kept and shared. */
import './filter-bar.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../button';
import { TextField } from './field';
import { addressOf, type Filters, filtersOf } from './query';

export interface FilterState<Name extends string> {
  filters: Filters<Name>;
  set: (name: Name, value: string) => void;
  clear: () => void;
  /** How many filters have a value. */
  count: number;
}

/** Read the filters of the page from its address, and write them there. */
export function useFilters<Name extends string>(names: readonly Name[]): FilterState<Name> {
  const { path, query, route } = useLocation();
  const filters = filtersOf(query, names);
  const change = (changes: Record<string, string>) => {
    // The address as it is now: another filter may have been chosen before the typing paused.
    const now = Object.fromEntries(new URLSearchParams(window.location.search));
    route(addressOf(path, now, changes), true);
  };
  return {
    filters,
    set: (name, value) => change({ [name]: value }),
    clear: () => change(Object.fromEntries(names.map((name) => [name, '']))),
    count: Object.keys(filters).length,
  };
}

interface BarProps {
  count: number;
  onClear: () => void;
  children: ComponentChildren;
  /** Filters that are rarely used: they are folded away. */
  more?: ComponentChildren;
  /** Whether one of those is set: then they are open from the beginning. */
  isMoreUsed?: boolean;
}

/** The filters side by side; a phone shows them when asked. */
export function FilterBar({ count, onClear, children, more, isMoreUsed = false }: BarProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <search class="filters">
      <Button
        class="disclose"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {count ? `Filters (${count})` : 'Filters'}
      </Button>
      <form
        id={id}
        class="stack"
        data-open={isOpen ? '' : undefined}
        onSubmit={(event) => event.preventDefault()}
      >
        <div class="fields">{children}</div>
        {more && (
          <details class="raw" open={isMoreUsed}>
            <summary>More filters</summary>
            <div class="fields">{more}</div>
          </details>
        )}
        {count > 0 && (
          <Button look="quiet" class="clear" onClick={onClear}>
            Clear filters
          </Button>
        )}
      </form>
    </search>
  );
}

const PAUSE_MS = 350;

interface SearchProps {
  label: string;
  value: string | undefined;
  onValue: (value: string) => void;
  placeholder?: string;
}

/** A search text. The search starts when the typing pauses or the field loses the focus. */
export function SearchField({ label, value = '', onValue, ...rest }: SearchProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const looked = useRef(value);
  const look = (text: string) => {
    clearTimeout(timer.current);
    if (text.trim() === looked.current) return;
    looked.current = text.trim();
    onValue(looked.current);
  };
  // The address comes back with what was typed here; only another value replaces the typed text.
  useEffect(() => {
    if (value === looked.current) return;
    looked.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <TextField
      {...rest}
      label={label}
      type="search"
      maxLength={200}
      value={typed}
      onValue={(text) => {
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => look(text), PAUSE_MS);
      }}
      onBlur={() => look(typed)}
    />
  );
}

/** The first and the last day of a span. */
export function SpanFields({ state }: { state: FilterState<'from' | 'to'> }) {
  const { from = '', to = '' } = state.filters;
  return (
    <>
      <TextField label="From" type="date" value={from} onValue={(day) => state.set('from', day)} />
      <TextField label="To" type="date" value={to} onValue={(day) => state.set('to', day)} />
    </>
  );
}
