import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY, emptyItem, type PostForm } from './post-form';
import { captionTrouble, countsOf, isAddress, missing } from './rules';

const PICTURE = new File(['x'], 'cat.jpg', { type: 'image/jpeg' });
const VIDEO = new File(['x'], 'cat.mp4', { type: 'video/mp4' });
const ADDRESS = 'https://media.example.com/1.jpg';

function form(by: Partial<PostForm>, ...files: (File | null)[]): PostForm {
  const items = files.map((file, key) => ({ ...emptyItem(key), file }));
  return { ...EMPTY, ...(items.length > 0 ? { items } : {}), ...by };
}

test.each([
  ['a picture', form({}, PICTURE)],
  ['a reel', form({ kind: 'REELS' }, VIDEO)],
  ['a story of a picture', form({ kind: 'STORIES' }, PICTURE)],
  ['a story of a video', form({ kind: 'STORIES' }, VIDEO)],
  ['a carousel of both', form({ kind: 'CAROUSEL' }, PICTURE, VIDEO)],
  ['an address', form({ source: 'ADDRESS', items: [{ ...emptyItem(0), address: ADDRESS }] })],
  ['a second file that a picture does not use', form({}, PICTURE, null)],
])('%s can be published', (_, ready) => {
  expect(missing(ready)).toEqual([]);
});

test.each([
  ['no file', form({}), ['Choose the file.']],
  ['a video as a picture', form({}, VIDEO), ['cat.mp4: This is not a picture.']],
  [
    'a picture as a reel',
    form({ kind: 'REELS' }, PICTURE),
    ['cat.jpg: This is not a video; a reel is an MP4 or MOV video.'],
  ],
  [
    'a carousel of one',
    form({ kind: 'CAROUSEL' }, PICTURE),
    ['A carousel has 2 to 10 pictures or videos.'],
  ],
  ['a hole in a carousel', form({ kind: 'CAROUSEL' }, PICTURE, null), ['Choose the file 2.']],
  [
    'an address without https',
    form({ source: 'ADDRESS', items: [{ ...emptyItem(0), address: 'http://a.example/1' }] }),
    ['Give the address, beginning with https://.'],
  ],
  [
    'a long alternative text',
    form({ items: [{ ...emptyItem(0), file: PICTURE, altText: 'x'.repeat(1001) }] }),
    ['Shorten the alternative text.'],
  ],
  [
    'a long caption',
    form({ caption: 'x'.repeat(2201) }, PICTURE),
    ['Shorten the caption to 2200 characters.'],
  ],
])('%s must be mended first', (_, lacking, sentences) => {
  expect(missing(lacking)).toEqual(sentences);
});

test('a story has no caption, so a long one does not matter', () => {
  expect(missing(form({ kind: 'STORIES', caption: 'x'.repeat(3000) }, PICTURE))).toEqual([]);
});

describe('a caption', () => {
  test('is counted in characters, hashtags and mentions', () => {
    const caption = 'Hi @anna.b and @bob, mail me@example.com #sun #Süd_1 #';

    expect(countsOf(caption)).toEqual({ characters: caption.length, hashtags: 2, mentions: 2 });
  });

  test.each([
    ['#a '.repeat(30), ''],
    ['#a '.repeat(31), 'Use at most 30 hashtags.'],
    ['@a '.repeat(20), ''],
    ['@a '.repeat(21), 'Mention at most 20 accounts.'],
    ['x'.repeat(2200), ''],
  ])('of %s has this trouble: "%s"', (caption, trouble) => {
    expect(captionTrouble(caption)).toBe(trouble);
  });
});

test('whatever is typed as an address, the form can tell whether it is one', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(isAddress(text) && !text.trim().toLowerCase().startsWith('https:')).toBe(false);
    }),
  );
});
