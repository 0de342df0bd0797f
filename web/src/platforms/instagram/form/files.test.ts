import { expect, test } from 'vitest';
import { fileTrouble, isVideoFile } from './files';

test.each([
  ['cat.jpg', 'image/jpeg', 1, 'picture', null],
  ['cat.HEIC', '', 1, 'picture', null],
  ['cat.mov', 'video/quicktime', 1, 'video', null],
  ['cat.mp4', 'video/mp4', 1, 'both', null],
  ['cat.mp4', 'video/mp4', 1, 'picture', 'This is not a picture.'],
  ['notes.txt', 'text/plain', 1, 'both', 'This is neither a picture nor a video.'],
  ['cat.jpg', 'image/jpeg', 0, 'picture', 'This file is empty.'],
  ['cat.jpg', 'image/jpeg', 65 * 1024 ** 2, 'picture', 'This file is larger than 64 MB.'],
  ['cat.mp4', 'video/mp4', 301e6, 'both', 'This file is larger than 300 MB.'],
] as const)('%s (%s, %i bytes) as %s: %s', (name, type, size, wanted, trouble) => {
  expect(fileTrouble({ name, type, size }, wanted)).toBe(trouble);
});

test('a video is told by its type, or by its name where it has none', () => {
  expect(isVideoFile({ name: 'cat', type: 'video/mp4' })).toBe(true);
  expect(isVideoFile({ name: 'cat.MOV', type: '' })).toBe(true);
  expect(isVideoFile({ name: 'cat.jpg', type: 'image/jpeg' })).toBe(false);
});
