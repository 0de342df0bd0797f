import { expect, test } from 'vitest';
import { shownOf } from './asked';

const NAME = { scope: 'name', allows: 'See your name', why: 'To show it.' };
const LIST = { scope: 'list', allows: 'See your films', why: 'For numbers.' };
const EXTRA = { scope: 'handle', allows: 'See your handle', why: 'For links.', isExtra: true };
const ALL = [NAME, LIST, EXTRA];

function told(asked: readonly string[] | undefined) {
  return shownOf(ALL, asked).map(({ scope, isAsked }) => [scope, isAsked]);
}

test('a permission that this app does not ask for is shown as such', () => {
  expect(told(['name'])).toEqual([
    ['name', true],
    ['list', false],
  ]);
});

test('an extra permission is shown where it is asked for', () => {
  expect(told(['name', 'list', 'handle'])).toEqual([
    ['name', true],
    ['list', true],
    ['handle', true],
  ]);
});

test('what is usual is shown while it is not known what is asked', () => {
  expect(told(undefined)).toEqual([
    ['name', true],
    ['list', true],
  ]);
});
