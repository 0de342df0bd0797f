/** The coordinates of a chart. A day without a sample is a gap. */

export interface Sample {
  /** `YYYY-MM-DD`, in UTC. */
  day: string;
  value: number;
}

export interface Slot {
  day: string;
  value: number | null;
}

interface Point {
  x: number;
  y: number;
}

interface Size {
  width: number;
  height: number;
}

const DAY_MS = 86_400_000;

/** Give each of the `count` days up to `last` with its sample, if it has one. */
export function slotsOf(samples: readonly Sample[], last: string, count: number): Slot[] {
  const values = new Map(samples.map(({ day, value }) => [day, value]));
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return { day, value: values.get(day) ?? null };
  });
}

export function today(now = Date.now()): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** Give the lowest and the highest value; null where nothing is known. */
export function rangeOf(slots: readonly Slot[]): { low: number; high: number } | null {
  const values = slots.flatMap(({ value }) => (value === null ? [] : [value]));
  return values.length ? { low: Math.min(...values), high: Math.max(...values) } : null;
}

/** Give the point of each known slot; where all values are equal, at half the height. */
export function pointsOf(slots: readonly Slot[], { width, height }: Size): (Point | null)[] {
  const range = rangeOf(slots);
  const step = slots.length > 1 ? width / (slots.length - 1) : 0;
  return slots.map(({ value }, index) => {
    if (value === null || !range) return null;
    const span = range.high - range.low;
    const share = span === 0 ? 0.5 : (value - range.low) / span;
    return { x: slots.length > 1 ? index * step : width / 2, y: height * (1 - share) };
  });
}

/** Give the runs of points without a gap. */
export function runsOf(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [];
  let current: Point[] = [];
  for (const point of [...points, null]) {
    if (point) current.push(point);
    else if (current.length) {
      runs.push(current);
      current = [];
    }
  }
  return runs;
}

export function pathOf(run: readonly Point[]): string {
  return run.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
