import { expect, test } from 'vitest';
import { shownOf, stateOf } from './notices';

const notice = (created_at: string, read_at: string | null, resolved_at: string | null = null) => ({
  created_at,
  read_at,
  resolved_at,
});

test('unread notices come first, and each group newest first', () => {
  const [read, old, young] = [notice('3', '4'), notice('1', null), notice('2', null)];

  expect(shownOf([old, read, young])).toEqual({ shown: [young, old, read], unread: 2 });
});

test('no more than four are shown, and all unread ones are counted', () => {
  const { shown, unread } = shownOf(['1', '2', '3', '4', '5'].map((at) => notice(at, null)));

  expect([shown.length, unread]).toEqual([4, 5]);
});

test('a notice is unread, solved, or neither', () => {
  expect(stateOf(notice('1', null))?.word).toBe('Unread');
  expect(stateOf(notice('1', '2'))).toBeNull();
  expect(stateOf(notice('1', null, '2'))?.word).toBe('Solved');
});
