import { expect, test } from 'vitest';
import { type Day, isSameCount, METRICS, newestOf, samplesOf } from './totals';

function day(day: string, views: number, videos = 1): Day {
  return {
    day,
    public_ids: videos,
    view_count: views,
    like_count: 0,
    comment_count: 0,
    share_count: 0,
  };
}

test('the newest day is that of the totals, whatever the order', () => {
  expect(newestOf([day('2026-11-01', 1), day('2026-11-03', 9)])?.view_count).toBe(9);
  expect(newestOf([])).toBeUndefined();
});

test('each counter has its samples', () => {
  const [views] = METRICS;

  expect(views && samplesOf([day('2026-11-01', 5)], views)).toEqual([
    { day: '2026-11-01', value: 5 },
  ]);
});

test('totals of more videos than before are told from growth', () => {
  expect(isSameCount([day('2026-11-01', 1, 2), day('2026-11-02', 1, 3)])).toBe(false);
  expect(isSameCount([day('2026-11-01', 1, 2), day('2026-11-02', 1, 2)])).toBe(true);
});
