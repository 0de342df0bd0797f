/** What the dashboard tells of growth: a period, the one before it, days and kinds. */
import type { Crm } from '../../api/clients';
import { type Slot, slotsOf } from '../../parts/data/chart-geometry';
import { COUNTERS, type Counter } from '../posts/counters';

export type Gain = Crm['Gain'];

const DAY_MS = 86_400_000;
export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];

/** Read the length of a period from the address of the page. */
export function periodOf(text: string | undefined): Period {
  return PERIODS.find((days) => String(days) === text) ?? 30;
}

/** Give the first day (UTC) of the period that ends with `last`, or of the one before it. */
export function firstDay(last: string, period: Period, before = 0): string {
  const days = period * (before + 1) - 1;
  return new Date(Date.parse(`${last}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}

/** What was gained in a period. */
export interface Growth {
  total: number;
  /** In percent of the period before; null where nothing is known of that, or it was nothing. */
  change: number | null;
  /** Day by day; a day without a sample has no value. */
  days: Slot[];
}

export function growthOf(
  gains: readonly Gain[],
  counter: Counter,
  last: string,
  period: Period,
): Growth {
  const start = firstDay(last, period);
  const sum = (some: readonly Gain[]) => some.reduce((total, one) => total + one[counter], 0);
  const total = sum(gains.filter(({ day }) => day >= start));
  const before = sum(gains.filter(({ day }) => day < start));
  const days = new Map<string, number>();
  for (const one of gains) days.set(one.day, (days.get(one.day) ?? 0) + one[counter]);
  const samples = [...days].map(([day, value]) => ({ day, value }));
  return {
    total,
    change: before > 0 ? Math.round(((total - before) / before) * 100) : null,
    days: slotsOf(samples, last, period),
  };
}

/** Whether there is growth to draw: the first sample alone shows none. */
export function isGrowing(gains: readonly Gain[]): boolean {
  return new Set(gains.map(({ day }) => day)).size > 1;
}

export interface KindGrowth {
  provider: string;
  kind: string | null;
  totals: Record<Counter, number>;
}

/** Give what each kind of posts gained since a day, what gained most views first. */
export function byKind(gains: readonly Gain[], since: string): KindGrowth[] {
  const found = new Map<string, KindGrowth>();
  for (const one of gains) {
    if (one.day < since) continue;
    const { provider, kind } = one;
    const key = `${provider} ${kind}`;
    const { totals } = found.get(key) ?? { totals: NOTHING };
    const more = COUNTERS.map(({ counter }) => [counter, totals[counter] + one[counter]]);
    found.set(key, { provider, kind, totals: Object.fromEntries(more) });
  }
  return [...found.values()].sort((a, b) => b.totals.view_count - a.totals.view_count);
}

const NOTHING: Record<Counter, number> = {
  view_count: 0,
  like_count: 0,
  comment_count: 0,
  share_count: 0,
};
