import fc from 'fast-check';
import { expect, test } from 'vitest';
import { added, EMPTY, hasAltText, isVideo, moved, type PostForm, removed } from './post-form';

const VIDEO = new File(['x'], 'cat.mp4', { type: 'video/mp4' });

function keysOf({ items }: Pick<PostForm, 'items'>): number[] {
  return items.map(({ key }) => key);
}

test('an item can be moved, and the last one that is removed is replaced by an empty one', () => {
  const three = { ...EMPTY, ...added({ ...EMPTY, ...added(EMPTY) }) };

  expect(keysOf(moved(three, 2, -1))).toEqual([0, 2, 1]);
  expect(keysOf(removed(three, 1))).toEqual([0, 2]);
  expect(removed(EMPTY, 0).items).toHaveLength(1);
});

test('whatever is added, moved and removed, no two items have one key', () => {
  const act = fc.record({ act: fc.constantFrom('add', 'up', 'down', 'remove'), at: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(act), (acts) => {
      let form: PostForm = EMPTY;
      for (const { act, at } of acts) {
        const key = form.items[at % form.items.length]?.key ?? 0;
        if (act === 'add') form = { ...form, ...added(form) };
        if (act === 'up') form = { ...form, ...moved(form, key, -1) };
        if (act === 'down') form = { ...form, ...moved(form, key, 1) };
        if (act === 'remove') form = { ...form, ...removed(form, key) };
      }

      expect(new Set(keysOf(form)).size).toBe(form.items.length);
      expect(form.items.length).toBeGreaterThan(0);
    }),
  );
});

test('only pictures of a feed post have an alternative text', () => {
  const [item] = EMPTY.items;
  if (!item) throw new Error('the empty form has an item');
  const film = { ...item, file: VIDEO };

  expect(hasAltText({ kind: 'IMAGE', source: 'FILE' }, item)).toBe(true);
  expect(hasAltText({ kind: 'CAROUSEL', source: 'FILE' }, film)).toBe(false);
  expect(hasAltText({ kind: 'STORIES', source: 'FILE' }, item)).toBe(false);
  expect(isVideo({ kind: 'STORIES', source: 'FILE' }, film)).toBe(true);
});
