import { expect, test } from 'vitest';
import { type CommonForm, kindsOf, withFile } from './common-file';
import { item } from './made';
import { EMPTY } from './post-form';

const FORM: CommonForm = { ...EMPTY, cameFrom: null };

test('a video becomes a reel, and a picture a picture', () => {
  expect(withFile(FORM, 'film', true).kind).toBe('REELS');
  expect(withFile({ ...FORM, kind: 'REELS' }, 'cat', false).kind).toBe('IMAGE');
});

test('a story stays one, whatever the file is', () => {
  expect(withFile({ ...FORM, kind: 'STORIES' }, 'film', true).kind).toBe('STORIES');
  expect(kindsOf(false)).toEqual(['IMAGE', 'STORIES']);
});

test('another file takes the place of the first, without its words', () => {
  const before = { ...FORM, items: [item(0, { file: 'cat', altText: 'A cat' })] };

  const { items, cameFrom } = withFile(before, 'dog', false);

  expect([items.length, items[0]?.file, items[0]?.altText, cameFrom]).toEqual([
    1,
    'dog',
    '',
    'dog',
  ]);
});
