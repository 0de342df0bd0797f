import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILES, formWith, item } from './made';
import {
  added,
  EMPTY,
  hasAltText,
  hasPoints,
  isVideo,
  MOST_ITEMS,
  movedTo,
  type PostForm,
  removed,
} from './post-form';

function keysOf({ items }: Pick<PostForm, 'items'>): number[] {
  return items.map(({ key }) => key);
}

test('an item is put at any place of a carousel', () => {
  const three = formWith({ kind: 'CAROUSEL' }, 'cat', 'dog', 'film');

  expect(keysOf(movedTo(three, 2, 0))).toEqual([2, 0, 1]);
  expect(keysOf(movedTo(three, 0, 9))).toEqual([1, 2, 0]);
  expect(keysOf(removed(three, 1))).toEqual([0, 2]);
});

test('a kind of one item takes the newest, and leaves the others to a carousel', () => {
  const two = formWith({ kind: 'CAROUSEL' }, 'cat', 'dog');

  const alone = added({ ...two, kind: 'IMAGE', items: [] }, [{ file: 'film' }]);

  expect(alone.items.map(({ file }) => file)).toEqual(['film']);
  expect(added(two, [{ address: '' }]).items).toHaveLength(3);
});

test('whatever is added, moved and removed, no two items have one key', () => {
  const act = fc.record({ act: fc.constantFrom('add', 'move', 'remove'), at: fc.nat(12) });
  fc.assert(
    fc.property(fc.array(act), (acts) => {
      let form: PostForm = { ...EMPTY, kind: 'CAROUSEL' };
      for (const { act, at } of acts) {
        const key = form.items[at % Math.max(form.items.length, 1)]?.key ?? 0;
        if (act === 'add') form = { ...form, ...added(form, [{}]) };
        if (act === 'move') form = { ...form, ...movedTo(form, key, at) };
        if (act === 'remove') form = { ...form, ...removed(form, key) };
      }
      expect(new Set(keysOf(form)).size).toBe(form.items.length);
      expect(form.items.length).toBeLessThanOrEqual(MOST_ITEMS);
    }),
  );
});

test('only pictures of a feed post have an alternative text, and points for their tags', () => {
  const [cat, film] = [item(0, { file: 'cat' }), item(1, { file: 'film' })];

  expect(hasAltText('IMAGE', cat, FILES)).toBe(true);
  expect(hasAltText('CAROUSEL', film, FILES)).toBe(false);
  expect(hasAltText('STORIES', cat, FILES)).toBe(false);
  expect(isVideo('STORIES', film, FILES)).toBe(true);
  expect(hasPoints('STORIES', cat, FILES)).toBe(false);
  expect(hasPoints('CAROUSEL', cat, FILES)).toBe(true);
});
