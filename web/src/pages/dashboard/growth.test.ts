import { expect, test } from 'vitest';
import { byKind, firstDay, type Gain, growthOf, isGrowing, periodOf } from './growth';

function gain(day: string, view_count: number, kind = 'VIDEO', provider = 'here'): Gain {
  const others = { like_count: 1, comment_count: 0, share_count: 0 };
  return { day, provider, kind, posts: 1, view_count, ...others };
}

const LAST = '2026-11-14';
const GAINS = [
  gain('2026-11-14', 30),
  gain('2026-11-10', 20),
  gain('2026-11-10', 40, 'REELS', 'there'),
  gain('2026-11-03', 60),
];

test('a period is compared with the one before it', () => {
  const views = growthOf(GAINS, 'view_count', LAST, 7);

  expect([views.total, views.change]).toEqual([90, 50]);
  expect(growthOf(GAINS, 'comment_count', LAST, 7).change).toBeNull();
});

test('each day has what all posts gained, and a day without a sample has none', () => {
  const { days } = growthOf(GAINS, 'view_count', LAST, 7);

  expect(days.map(({ value }) => value)).toEqual([null, null, 60, null, null, null, 30]);
});

test('kinds are told apart, the one that gained most views first', () => {
  const kinds = byKind(GAINS, firstDay(LAST, 7));

  expect(kinds.map(({ kind, totals }) => [kind, totals.view_count, totals.like_count])).toEqual([
    ['VIDEO', 50, 2],
    ['REELS', 40, 1],
  ]);
});

test('one day of samples shows no growth yet', () => {
  expect([isGrowing(GAINS), isGrowing(GAINS.slice(1, 3)), isGrowing([])]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a period has its days, and the one before ends where it begins', () => {
  expect([firstDay(LAST, 7), firstDay(LAST, 7, 1)]).toEqual(['2026-11-08', '2026-11-01']);
  expect([periodOf('7'), periodOf('8'), periodOf(undefined)]).toEqual([7, 30, 30]);
});
