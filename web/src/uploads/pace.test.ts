import { describe, expect, it } from 'vitest';
import { noted, type Sample, sizeWord, speedOf, timeLeft } from './pace';

function gathered(...samples: Sample[]): Sample[] {
  return samples.reduce<Sample[]>(noted, []);
}

describe('the speed', () => {
  it('is not told before there is enough to tell', () => {
    expect(speedOf([])).toBeNull();
    expect(speedOf(gathered({ at: 0, bytes: 0 }, { at: 499, bytes: 1_000 }))).toBeNull();
  });

  it('is that of the last seconds', () => {
    const samples = gathered(
      { at: 0, bytes: 0 },
      { at: 1_000, bytes: 90_000 },
      { at: 9_000, bytes: 98_000 },
      { at: 10_000, bytes: 99_000 },
    );
    expect(speedOf(samples)).toBe(1_000);
  });

  it('begins anew where bytes were sent in vain', () => {
    const samples = gathered(
      { at: 0, bytes: 500 },
      { at: 1_000, bytes: 900 },
      { at: 2_000, bytes: 0 },
    );
    expect(samples).toEqual([{ at: 2_000, bytes: 0 }]);
  });
});

it.each([
  [1_000, null, null],
  [1_000, 0, null],
  [59_000, 1_000, 'less than a minute left'],
  [61_000, 1_000, 'about 2 min left'],
  [3_600_000, 1_000, 'about 1 h 0 min left'],
  [5_400_000, 1_000, 'about 1 h 30 min left'],
])('%d bytes at %d are %s', (bytes, speed, words) => {
  expect(timeLeft(bytes, speed)).toBe(words);
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [12_500_000, '12.5 MB'],
  [4_294_967_296, '4.3 GB'],
  [250_000_000, '250 MB'],
])('%d is %s', (bytes, words) => {
  expect(sizeWord(bytes)).toBe(words);
});
