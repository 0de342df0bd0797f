import { expect, test } from 'vitest';
import { captionTrouble, countsOf, overflowOf } from './caption';

test('a caption is counted in characters, hashtags and mentions', () => {
  const caption = 'Hi @anna.b and @bob, mail me@example.com #sun #Süd_1 #';

  expect(countsOf(caption)).toEqual({ characters: caption.length, hashtags: 2, mentions: 2 });
});

test.each([
  ['#a '.repeat(30), ''],
  ['#a '.repeat(31), 'Use at most 30 hashtags.'],
  ['@a '.repeat(20), ''],
  ['@a '.repeat(21), 'Mention at most 20 accounts.'],
  ['x'.repeat(2200), ''],
])('a caption of %s has this trouble: "%s"', (caption, trouble) => {
  expect(captionTrouble(caption)).toBe(trouble);
});

test.each([
  ['30 hashtags are enough', '#a '.repeat(30), undefined],
  ['the 31st hashtag', `${'#a '.repeat(30)}#late #later`, '#late'],
  ['the 21st mention before the 31st hashtag', `${'@a '.repeat(20)}@b ${'#a '.repeat(31)}`, '@b'],
  ['what is behind 2,200 characters', `${'x'.repeat(2200)}yz`, 'yz'],
])('the first overflow is %s', (_, caption, over) => {
  expect(overflowOf(caption)?.over).toBe(over);
});
