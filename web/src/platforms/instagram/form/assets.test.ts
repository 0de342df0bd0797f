import { expect, test } from 'vitest';
import { assetIn } from './assets';

test.each([
  ['https://postlog.example/api/instagram/assets/0b5e', '0b5e'],
  ['/api/instagram/assets/0b5e', '0b5e'],
  ['/api/instagram/assets/', null],
  [null, null],
])('the address %s names the asset %s', (address, id) => {
  expect(assetIn(address)).toBe(id);
});
