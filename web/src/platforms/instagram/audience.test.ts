import { expect, test } from 'vitest';
import { audienceOf } from './audience';

test('an account has the newest numbers that were told', () => {
  const days = [
    { account_id: 'a', day: '2026-11-03', metrics: { followers_count: 12 } },
    { account_id: 'a', day: '2026-11-02', metrics: { followers_count: 10, reach: 40 } },
    { account_id: 'a', day: '2026-11-01', metrics: { reach: 99 } },
    { account_id: 'b', day: '2026-11-01', metrics: { reach: null } },
  ];

  expect(Object.fromEntries(audienceOf(days))).toEqual({
    a: { followers: 12, reach: 40 },
    b: { followers: null, reach: null },
  });
});
