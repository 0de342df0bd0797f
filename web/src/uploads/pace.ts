/**
 * The speed of an upload over the last seconds, and the time that is left. It counts bytes that have
 * arrived: a browser, and what stands between, take bytes long before they are anywhere.
 */

export interface Sample {
  at: number;
  bytes: number;
}

const WINDOW_MS = 20_000;

/** Add a sample and drop old ones; start again where the count of bytes went back. */
export function noted(samples: readonly Sample[], sample: Sample): Sample[] {
  const former = samples.at(-1);
  if (former && sample.bytes < former.bytes) return [sample];
  const kept = samples.filter(({ at }) => sample.at - at <= WINDOW_MS);
  return [...kept, sample];
}

/** Give bytes per second; null until there are enough samples. */
export function speedOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < 500) return null;
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1_000;
}

/** Say how long `bytes` more will take at this speed. */
export function timeLeft(bytes: number, speed: number | null): string | null {
  if (!speed || speed <= 0) return null;
  const seconds = bytes / speed;
  if (seconds < 60) return 'less than a minute left';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `about ${minutes} min left`;
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

/** Say what is on the way to the platform, how fast it arrives, and how long the rest will take. */
export function paceOf(sending: {
  arrived: number;
  stored: number;
  size: number;
  samples: readonly Sample[];
}): string {
  const { arrived, stored, size, samples } = sending;
  const speed = speedOf(samples);
  const onTheWay = arrived > stored ? `${sizeWord(arrived - stored)} on the way` : null;
  const perSecond = speed ? `${sizeWord(Math.round(speed))}/s` : null;
  const left = arrived < size ? timeLeft(size - arrived, speed) : null;
  return [onTheWay, perSecond, left].filter(Boolean).join(', ');
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** Format a size: `12.5 MB`. */
export function sizeWord(bytes: number): string {
  let power = 0;
  let value = bytes;
  while (value >= 1_000 && power < UNITS.length - 1) {
    value /= 1_000;
    power++;
  }
  return `${power === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${UNITS[power]}`;
}
