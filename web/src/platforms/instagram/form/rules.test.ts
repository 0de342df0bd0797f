import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILES, formWith, item, sent } from './made';
import { isAddress, missing } from './rules';

const ADDRESS = 'https://media.example.com/1.jpg';

test.each([
  ['a picture', formWith({}, 'cat')],
  ['a reel', formWith({ kind: 'REELS' }, 'film')],
  ['a story of a picture', formWith({ kind: 'STORIES' }, 'cat')],
  ['a story of a video', formWith({ kind: 'STORIES' }, 'film')],
  ['a carousel of both', formWith({ kind: 'CAROUSEL' }, 'cat', 'film')],
  ['an address', formWith({ items: [item(0, { address: ADDRESS })] })],
  ['a second file that a picture does not use', formWith({}, 'cat', 'nothing')],
  [
    'a story with words of another kind',
    formWith({ kind: 'STORIES', caption: 'x'.repeat(3000), collaborators: '?' }, 'cat'),
  ],
])('%s can be published', (_, ready) => {
  expect(missing(ready, FILES)).toEqual([]);
});

test.each([
  ['no file', formWith({}), 'media', 'Choose a picture.'],
  [
    'a video as a picture',
    formWith({}, 'film'),
    'media',
    'film.mp4: This is a video. Choose Reel, Story or Carousel above.',
  ],
  [
    'a carousel of one',
    formWith({ kind: 'CAROUSEL' }, 'cat'),
    'media',
    'A carousel has 2 to 10 pictures or videos.',
  ],
  [
    'an address without https',
    formWith({ items: [item(0, { address: 'http://a.example/1' })] }),
    'media',
    'Enter the address, starting with https://.',
  ],
  [
    'a long alternative text',
    formWith({ items: [item(0, { file: 'cat', altText: 'x'.repeat(1001) })] }),
    'media',
    'Shorten the alternative text.',
  ],
  [
    'a tag of nobody',
    formWith({ items: [item(0, { file: 'cat', tags: [{ key: 0, username: '', x: 0, y: 0 }] })] }),
    'media',
    'Give each tag a user name, or remove it.',
  ],
  [
    'a long caption',
    formWith({ caption: 'x'.repeat(2201) }, 'cat'),
    'caption',
    'Shorten the caption to 2200 characters.',
  ],
  [
    'four collaborators',
    formWith({ collaborators: 'a b c d' }, 'cat'),
    'people',
    'Invite at most 3 collaborators.',
  ],
  [
    'a collaborator who is none',
    formWith({ collaborators: 'a b!' }, 'cat'),
    'people',
    '“b!” is no user name.',
  ],
  [
    'a cover that is no address',
    formWith({ kind: 'REELS', coverAddress: 'x' }, 'film'),
    'cover',
    'The cover address must start with https://.',
  ],
] as const)('%s must be mended first', (_, lacking, part, sentence) => {
  expect(missing(lacking, FILES)).toEqual([{ part, sentence }]);
});

test.each([
  ['sending', 'cat.jpg: Wait until it is uploaded.'],
  ['looking', 'cat.jpg: Wait until Postlog has checked it.'],
  ['interrupted', 'cat.jpg: Choose the same file again to finish the upload.'],
] as const)('a file that is %s is waited for', (state, sentence) => {
  const files = new Map([['cat', sent('cat', false, { state })]]);

  expect(missing(formWith({}, 'cat'), files)).toEqual([{ part: 'media', sentence }]);
});

test('whatever is typed as an address, the form can tell whether it is one', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(isAddress(text) && !text.trim().toLowerCase().startsWith('https:')).toBe(false);
    }),
  );
});
