import { expect, test } from 'vitest';
import type { Item } from './item';
import { keyOf } from './item';
import { kept } from './kept';

function item(item_id: string, text = ''): Item {
  return { account_id: 'a', kind: 'comment', item_id, text } as Item;
}

const [A, B, C, NEW] = [item('a'), item('b'), item('c'), item('new')];
const holding = (...items: Item[]) => new Set(items.map(keyOf));
const names = (items: readonly Item[]) => items.map(({ item_id }) => item_id);

test('what is not worked on is shown as the list has it', () => {
  expect(kept([A, B, C], [NEW, C], holding())).toEqual([NEW, C]);
});

test('an item keeps its place where the list has it elsewhere now', () => {
  const answered = item('b', 'answered');

  expect(kept([A, B, C], [A, C, answered], holding(B))).toEqual([A, answered, C]);
});

test('an item that the list lacks now stays as it was read apart, or as it was', () => {
  const gone = item('b', 'gone');

  expect(kept([A, B, C], [A, C], holding(B))).toEqual([A, B, C]);
  expect(kept([A, B, C], [A, C], holding(B), new Map([[keyOf(B), gone]]))).toEqual([A, gone, C]);
  expect(kept([B], [], holding(B))).toEqual([B]);
});

test('what arrives is shown above the first item even where that is held', () => {
  expect(names(kept([A, B], [NEW, A, B], holding(A)))).toEqual(['new', 'a', 'b']);
  expect(names(kept([A, B], [NEW, B], holding(A)))).toEqual(['new', 'a', 'b']);
});

test('several items that stood together stay together', () => {
  expect(names(kept([A, B, C], [C, A, B], holding(A, B)))).toEqual(['a', 'b', 'c']);
});

test('no item is lost or shown twice, and a held one that never was shown is listed', () => {
  expect(names(kept([], [A, B], holding(A)))).toEqual(['b', 'a']);
  expect(names(kept([A, B], [B, A], holding(A, B)))).toEqual(['a', 'b']);
});
