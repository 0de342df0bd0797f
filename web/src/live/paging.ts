/** A list that is read page by page. After a change everything that was read is read again. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';

export interface Page<T> {
  items: T[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

export type LoadPage<T> = (from: { limit: number; cursor?: string }) => Promise<Page<T>>;

/** The most items that the API gives at once. */
const MOST = 500;
const STEP = 50;

/** Read from the beginning until there are `wanted` items, or no more. */
export async function readUpTo<T>(load: LoadPage<T>, wanted: number): Promise<Page<T>> {
  const items: T[] = [];
  let next: string | null = null;
  do {
    const limit = Math.min(wanted - items.length, MOST);
    const page: Page<T> = await load(next ? { limit, cursor: next } : { limit });
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < wanted);
  return { items, next };
}

export interface Paging<T> {
  /** What was read; undefined until the first answer. */
  items: T[] | undefined;
  hasMore: boolean;
  isReading: boolean;
  problem: Problem | undefined;
  more: () => Promise<void>;
  /** Read again what is shown. */
  reload: () => Promise<void>;
}

interface State<T> {
  key: string;
  page?: Page<T>;
  problem?: Problem;
}

/** Read the list that `key` names; `load` gives a page of it. */
export function usePaging<T>(load: LoadPage<T>, key: string): Paging<T> {
  const [state, setState] = useState<State<T>>({ key: '' });
  const [isReading, setReading] = useState(false);
  const turn = useRef(0);
  /** How many items are wanted; kept here, so that a later request reads as many. */
  const wanted = useRef(STEP);
  const latest = useRef({ load, state });
  latest.current = { load, state };
  const read = useCallback(
    async (ask: (known: Page<T> | undefined) => Promise<Page<T>>) => {
      const mine = ++turn.current;
      const { state: was } = latest.current;
      setReading(true);
      try {
        const page = await ask(was.key === key ? was.page : undefined);
        if (mine === turn.current) setState({ key, page });
      } catch (error) {
        const problem = asProblem(error);
        if (mine === turn.current)
          setState((before) => (before.key === key ? { ...before, problem } : { key, problem }));
      } finally {
        if (mine === turn.current) setReading(false);
      }
    },
    [key],
  );
  const reload = useCallback(
    () => read(() => readUpTo(latest.current.load, wanted.current)),
    [read],
  );
  const more = useCallback(() => {
    const before = wanted.current;
    wanted.current += STEP;
    return read(async (known) => {
      if (!known?.next || known.items.length < before)
        return readUpTo(latest.current.load, wanted.current);
      const page = await latest.current.load({ limit: STEP, cursor: known.next });
      return { items: [...known.items, ...page.items], next: page.next };
    });
  }, [read]);
  useEffect(() => {
    wanted.current = STEP;
    void reload();
    return () => {
      turn.current++;
    };
  }, [reload]);
  const current = state.key === key ? state : undefined;
  return {
    items: current?.page?.items,
    hasMore: Boolean(current?.page?.next),
    isReading,
    problem: current?.problem,
    more,
    reload,
  };
}
