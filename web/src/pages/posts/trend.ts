/** The samples of a post, by day and as a table. */
import type { Crm } from '../../api/clients';
import type { Sample } from '../../parts/data/chart-geometry';
import { COUNTERS, type Counter } from './counters';

type Insight = Pick<Crm['Insight'], 'observed_at' | 'platform_post_id' | 'metrics' | Counter>;

const DAY_MS = 86_400_000;
const FEWEST_DAYS = 2;

/** Give the total of each day (UTC), of all public ids of the post, by their last samples then. */
export function samplesBy(samples: readonly Insight[], counter: Counter): Sample[] {
  const last = new Map<string, Map<string, number>>();
  for (const one of samples.toSorted((a, b) => a.observed_at.localeCompare(b.observed_at))) {
    const [day, value] = [one.observed_at.slice(0, 10), one[counter]];
    if (value === null) continue;
    last.set(day, (last.get(day) ?? new Map()).set(one.platform_post_id, value));
  }
  return [...last].map(([day, by]) => ({
    day,
    value: [...by.values()].reduce((total, one) => total + one, 0),
  }));
}

/** Count the days from the first sample to today, both included. */
export function daysSince(samples: readonly Insight[], now: number): number {
  const first = samples.reduce(
    (before, { observed_at }) => Math.min(before, Date.parse(observed_at)),
    now,
  );
  const days = Math.floor(now / DAY_MS) - Math.floor(first / DAY_MS) + 1;
  return Math.max(days, FEWEST_DAYS);
}

/** Give every sample, oldest first, with the platform's own numbers beside the common ones. */
export function tableOf(samples: readonly Insight[]) {
  const own = [...new Set(samples.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  const common: string[] = COUNTERS.map(({ counter }) => counter);
  const more = own.filter((name) => !common.includes(name));
  const head = ['Time', 'Public id', ...COUNTERS.map(({ name }) => name), ...more];
  const rows = samples
    .toSorted((a, b) => a.observed_at.localeCompare(b.observed_at))
    .map((one) => [
      one.observed_at,
      one.platform_post_id,
      ...COUNTERS.map(({ counter }) => one[counter]),
      ...more.map((name) => one.metrics[name] ?? null),
    ]);
  return { head, rows };
}
