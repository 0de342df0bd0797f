import { expect, test } from 'vitest';
import { daysSince, samplesBy, tableOf } from './trend';

function sample(observed_at: string, view_count: number, platform_post_id = '7') {
  const counts = { view_count, like_count: null, comment_count: null, share_count: null };
  return { observed_at, platform_post_id, ...counts, metrics: { views: view_count, reach: 3 } };
}

const SAMPLES = [
  sample('2026-11-03T08:00:00Z', 9),
  sample('2026-11-01T20:00:00Z', 5),
  sample('2026-11-01T08:00:00Z', 2),
  sample('2026-11-01T09:00:00Z', 4, '8'),
];

test('a day has the last samples of all public ids of the post', () => {
  expect(samplesBy(SAMPLES, 'view_count')).toEqual([
    { day: '2026-11-01', value: 9 },
    { day: '2026-11-03', value: 9 },
  ]);
  expect(samplesBy(SAMPLES, 'like_count')).toEqual([]);
});

test('the days are counted from the first sample until today', () => {
  expect(daysSince(SAMPLES, Date.parse('2026-11-05T01:00:00Z'))).toBe(5);
  expect(daysSince(SAMPLES.slice(0, 1), Date.parse('2026-11-03T09:00:00Z'))).toBe(2);
});

test('the table has every sample, oldest first, with all numbers of the platform', () => {
  const { head, rows } = tableOf(SAMPLES);

  expect(head).toEqual([
    'Time',
    'Public id',
    'Views',
    'Likes',
    'Comments',
    'Shares',
    'reach',
    'views',
  ]);
  expect(rows[0]).toEqual(['2026-11-01T08:00:00Z', '7', 2, null, null, null, 3, 2]);
  expect(rows).toHaveLength(4);
});
