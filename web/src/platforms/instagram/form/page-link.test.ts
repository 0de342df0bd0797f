import { expect, test } from 'vitest';
import { placeIn } from './page-link';

test.each([
  ['https://www.facebook.com/Old-Harbour-100000000000301/', '100000000000301', 'Old Harbour'],
  [
    'https://facebook.com/profile.php?id=100000000000303',
    '100000000000303',
    'Page 100000000000303',
  ],
  [
    'https://m.facebook.com/pages/Market/100000000000303',
    '100000000000303',
    'Page 100000000000303',
  ],
  ['100000000000303', '100000000000303', 'Page 100000000000303'],
])('%s is the place %s', (link, id, name) => {
  expect(placeIn(link)).toEqual({ id, name });
});

test.each([
  'Old Harbour',
  'https://facebook.com/oldharbour',
  'https://example.com/100000000000303',
  '',
])('%s names no place', (text) => {
  expect(placeIn(text)).toBeNull();
});
