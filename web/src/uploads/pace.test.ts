import { describe, expect, it } from 'vitest';
import { noted, paceOf, type Sample, sizeWord, speedOf, timeLeft } from './pace';

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
      { at: 21_000, bytes: 110_000 },
      { at: 22_000, bytes: 111_000 },
    );
    expect(speedOf(samples)).toBe(1_000);
  });

  it('is nothing, and no time is told, while nothing arrives', () => {
    const samples = gathered({ at: 0, bytes: 500 }, { at: 15_000, bytes: 500 });
    expect(speedOf(samples)).toBe(0);
    expect(timeLeft(300_000, speedOf(samples))).toBeNull();
  });

  it('of 18 MB at 40 kB a second tells minutes', () => {
    const samples = gathered({ at: 0, bytes: 900_000 }, { at: 10_000, bytes: 1_300_000 });
    expect(timeLeft(19_000_000 - 1_300_000, speedOf(samples))).toBe('about 8 min left');
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

it('says what is on the way, its pace and the time left, each where there is something to say', () => {
  const samples = [
    { at: 0, bytes: 900_000 },
    { at: 10_000, bytes: 1_300_000 },
  ];
  const slow = { arrived: 1_300_000, stored: 0, size: 19_000_000, samples };

  expect(paceOf(slow)).toBe('1.3 MB on the way, 40.0 kB/s, about 8 min left');
  expect(paceOf({ ...slow, samples: [] })).toBe('1.3 MB on the way');
  expect(paceOf({ ...slow, arrived: 0, samples: [] })).toBe('');
  expect(paceOf({ ...slow, arrived: 19_000_000, samples: [] })).toBe('19.0 MB on the way');
});
