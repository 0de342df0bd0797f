import { expect, test } from 'vitest';
import { isUsername, MOST_TAGS, namesIn, retagged, type Tag, tagged, untagged } from './tags';

test('a tag is put where the picture was pressed, and stays within it', () => {
  const [tag] = tagged([], 0.333, 0.5);
  const moved = retagged(tagged([], 0.2, 0.2), 0, { x: 4, y: Number.NaN });

  expect(tag).toEqual({ key: 0, username: '', x: 0.33, y: 0.5 });
  expect(moved[0]).toMatchObject({ x: 1, y: 0.5 });
});

test('each tag has its own key, and there are no more than Instagram takes', () => {
  let tags: readonly Tag[] = [];
  for (let count = 0; count < MOST_TAGS + 5; count++) tags = tagged(tags);

  expect(new Set(tags.map(({ key }) => key)).size).toBe(MOST_TAGS);
  expect(untagged(tags, 3)).toHaveLength(MOST_TAGS - 1);
});

test('names are read as people write them', () => {
  expect(namesIn(' @anna.b,bob  carol ')).toEqual(['anna.b', 'bob', 'carol']);
  expect(isUsername('@anna.b')).toBe(true);
  expect(isUsername('anna b')).toBe(false);
});
