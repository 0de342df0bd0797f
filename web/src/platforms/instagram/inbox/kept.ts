/** Keeps what a person works on where it is, whatever the list becomes meanwhile. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Item, keyOf, readAgain } from './item';

/**
 * Give the list as it is now, but with each `held` item in the place that it had before.
 *
 * An item that the list lacks now is shown as it was read `apart`, or as it was.
 */
export function kept(
  before: readonly Item[],
  now: readonly Item[],
  held: ReadonlySet<string>,
  apart: ReadonlyMap<string, Item> = new Map(),
): Item[] {
  const newest = new Map([...apart, ...now.map((item) => [keyOf(item), item] as const)]);
  const shown = now.filter((item) => !held.has(keyOf(item)));
  before.forEach((item, place) => {
    const key = keyOf(item);
    if (held.has(key)) shown.splice(placeOf(before, place, shown), 0, newest.get(key) ?? item);
  });
  const known = new Set(shown.map(keyOf));
  return [...shown, ...now.filter((item) => !known.has(keyOf(item)))];
}

/** Find the place behind the nearest item that stood above, or else before the next one below. */
function placeOf(before: readonly Item[], place: number, shown: readonly Item[]): number {
  const places = new Map(shown.map((item, index) => [keyOf(item), index]));
  const above = before.slice(0, place).findLast((item) => places.has(keyOf(item)));
  if (above) return (places.get(keyOf(above)) ?? 0) + 1;
  const below = before.slice(place + 1).find((item) => places.has(keyOf(item)));
  return below ? (places.get(keyOf(below)) ?? 0) : shown.length;
}

interface Held {
  question: string;
  keys: ReadonlySet<string>;
  apart: ReadonlyMap<string, Item>;
}

const NOTHING = { keys: new Set<string>(), apart: new Map<string, Item>() };

/** Hold items of the list that `question` names; another question begins anew. */
export function useKept(listed: readonly Item[] | undefined, question: string) {
  const [state, setState] = useState<Held>({ question, ...NOTHING });
  const before = useRef<{ question: string; items: readonly Item[] }>({ question, items: [] });
  const held = state.question === question ? state : NOTHING;
  const shown = useMemo(() => {
    const was = before.current.question === question ? before.current.items : [];
    return listed && kept(was, listed, held.keys, held.apart);
  }, [listed, held.keys, held.apart, question]);
  useEffect(() => {
    if (shown) before.current = { question, items: shown };
  }, [shown, question]);
  useEffect(() => {
    const there = new Set(listed?.map(keyOf));
    const gone = before.current.items.filter((item) => {
      const key = keyOf(item);
      return listed && held.keys.has(key) && !there.has(key);
    });
    let isOver = false;
    void Promise.all(gone.map(readAgain))
      .then((found) => {
        if (isOver || gone.length === 0) return;
        const read = found.flatMap((item) => (item ? [[keyOf(item), item] as const] : []));
        setState((was) => ({ ...was, apart: new Map([...was.apart, ...read]) }));
      })
      .catch(() => undefined); // the next change asks again
    return () => {
      isOver = true;
    };
  }, [listed, held.keys]);
  const hold = (item: Item) =>
    setState((was) => {
      const of = was.question === question ? was : { question, ...NOTHING };
      return of.keys.has(keyOf(item)) ? of : { ...of, keys: new Set([...of.keys, keyOf(item)]) };
    });
  return { shown, hold };
}
