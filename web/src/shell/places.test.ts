import { expect, test } from 'vitest';
import type { Platform } from '../platforms/platform';
import { placesOf } from './places';

const HERE = { id: 'here', name: 'Here' } as Platform;
const THERE = { id: 'there', name: 'There' } as Platform;

test('the only platform is not named in the menu', () => {
  expect(placesOf([HERE]).map(({ name }) => name)).toEqual([
    'Dashboard',
    'New post',
    'Posts',
    'Accounts',
    'Webhooks',
  ]);
});

test('each of two platforms has a way to a new post, and both are side by side in one place', () => {
  const places = placesOf([HERE, THERE]).map(({ href, name }) => [href, name]);

  expect(places).toEqual(
    expect.arrayContaining([
      ['/platforms/here/upload', 'New post: Here'],
      ['/platforms/there/upload', 'New post: There'],
      ['/platforms', 'Accounts'],
    ]),
  );
});

test('operators alone are led to the operations', () => {
  const hrefs = (isOperator: boolean) => placesOf([HERE], isOperator).map(({ href }) => href);

  expect(hrefs(true)).toEqual([...hrefs(false), '/operations']);
});
