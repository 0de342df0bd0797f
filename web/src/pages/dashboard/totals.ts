/** What the dashboard counts, from totals by day. */
import type { Crm } from '../../api/clients';
import type { Sample } from '../../parts/data/chart-geometry';

export type Day = Crm['Day'];
type Counter = 'view_count' | 'like_count' | 'comment_count' | 'share_count';

export interface Metric {
  counter: Counter;
  name: string;
  what: string;
  series: 1 | 2 | 3 | 4;
}

export const METRICS: readonly Metric[] = [
  { counter: 'view_count', name: 'Views', what: 'views', series: 1 },
  { counter: 'like_count', name: 'Likes', what: 'likes', series: 2 },
  { counter: 'comment_count', name: 'Comments', what: 'comments', series: 3 },
  { counter: 'share_count', name: 'Shares', what: 'shares', series: 4 },
];

export function samplesOf(days: readonly Day[], { counter }: Metric): Sample[] {
  return days.map((day) => ({ day: day.day, value: day[counter] }));
}

/** Give the newest day, whatever the order of the days. */
export function newestOf(days: readonly Day[]): Day | undefined {
  return days.toSorted((a, b) => b.day.localeCompare(a.day))[0];
}

/** Whether all days count the same number of videos; else the totals also change with that number. */
export function isSameCount(days: readonly Day[]): boolean {
  return new Set(days.map((day) => day.public_ids)).size <= 1;
}
