/** Filters in the address of the page, so that a filtered list can be kept, shared and reloaded. */

export type Filters<Name extends string> = Partial<Record<Name, string>>;

/** Give the filters of `names` that have a value in the address. */
export function filtersOf<Name extends string>(
  query: Record<string, string | undefined>,
  names: readonly Name[],
): Filters<Name> {
  const found = names.flatMap((name) => (query[name] ? [[name, query[name]]] : []));
  return Object.fromEntries(found);
}

/** Give the address with some filters changed; an empty value takes its filter away. */
export function addressOf(
  path: string,
  query: Record<string, string | undefined>,
  changes: Record<string, string>,
): string {
  const kept = Object.entries({ ...query, ...changes }).filter(([, value]) => value);
  const text = new URLSearchParams(kept as [string, string][]).toString();
  return text ? `${path}?${text}` : path;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Give when a date begins in the person's time zone, plus `later` days; undefined for no date. */
function dayBegins(date: string | undefined, later: number): string | undefined {
  const [, year, month, day] = DATE.exec(date ?? '') ?? [];
  if (!year) return undefined;
  const begins = new Date(Number(year), Number(month) - 1, Number(day) + later);
  return Number.isNaN(begins.getTime()) ? undefined : begins.toISOString();
}

/** Give the time span for the API; it includes both days. */
export function spanOf(filters: { from?: string; to?: string }): { from?: string; to?: string } {
  const from = dayBegins(filters.from, 0);
  const to = dayBegins(filters.to, 1);
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}
