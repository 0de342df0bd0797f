/** Counts, as people read them. */
const FULL = new Intl.NumberFormat('en-GB');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const NOTHING = '–';

/** Give every digit; nothing known is a dash. */
export function full(count: number | null | undefined): string {
  return count == null ? NOTHING : FULL.format(count);
}

/** Give what fits beside others: 1.2K, 34M. */
export function compact(count: number | null | undefined): string {
  return count == null ? NOTHING : COMPACT.format(count);
}

/** Give a change with its sign; a real minus sign, so that columns align. */
export function signed(change: number): string {
  if (change === 0) return '±0';
  return `${change > 0 ? '+' : '−'}${compact(Math.abs(change))}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${full(count)} ${count === 1 ? one : many}`;
}
