import { expect, test } from 'vitest';
import { captionOf, mediaOf } from './post-words';

test('a post without a caption is called by what it is', () => {
  expect(captionOf({ title: 'Hi', description: 'there', media: 'PHOTO' })).toBe('Hi');
  expect(captionOf({ title: '', description: 'there', media: 'PHOTO' })).toBe('there');
  expect(captionOf({ title: null, description: null, media: 'PHOTO' })).toBe('Untitled photos');
  expect(captionOf({ title: '', description: null, media: null })).toBe('Untitled video');
});

test('photos are counted where their number is known', () => {
  expect(mediaOf({ media: 'PHOTO', photo_count: 1 })).toBe('1 photo');
  expect(mediaOf({ media: 'PHOTO', photo_count: null })).toBe('Photos');
  expect(mediaOf({ media: 'VIDEO', photo_count: null })).toBe('Video');
});
