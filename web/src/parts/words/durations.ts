/** Lengths of time as people say them, as the services do (`common.durations`). */

/** Say how long, never less than it is: `45 seconds`, `2 minutes`, `24 hours`. */
export function inWords(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 60) return counted(whole, 'second');
  return whole < 7_200
    ? counted(Math.ceil(whole / 60), 'minute')
    : counted(Math.ceil(whole / 3_600), 'hour');
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
