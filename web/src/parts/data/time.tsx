/** Times in words; the exact time is in the title and in the markup. */
import { useEffect, useState } from 'preact/hooks';

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const TO_SECOND = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const TO_MILLISECOND = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
});
const PRECISIONS = { minute: EXACT, second: TO_SECOND, millisecond: TO_MILLISECOND };
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const FAR_SECONDS = 30 * 86_400;

/** Say how far `at` is from `now`, both in milliseconds; far times are given as a date. */
export function distance(at: number, now: number): string {
  const seconds = (at - now) / 1_000;
  if (Math.abs(seconds) >= FAR_SECONDS) return EXACT.format(at);
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 0 ? 'in a moment' : 'just now';
}

export type Precision = keyof typeof PRECISIONS;

export function exact(at: string, precision: Precision = 'minute'): string {
  return PRECISIONS[precision].format(Date.parse(at));
}

/** The present, again every half minute. */
function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface Props {
  at: string;
  /** The date and the time of day, instead of how long ago. */
  isExact?: boolean;
  /** How exact a date is. */
  to?: Precision;
}

export function Time({ at, isExact, to = 'minute' }: Props) {
  const now = useNow();
  return (
    <time dateTime={at} title={exact(at, to)}>
      {isExact ? exact(at, to) : distance(Date.parse(at), now)}
    </time>
  );
}
