import { expect, test } from 'vitest';
import { isVerified, verifiedWords } from './verified';

const VERIFIED = ['example.com', 'https://cdn.example.net/videos/'];

test.each([
  ['https://example.com/a.mp4', true],
  ['https://media.example.com/a.mp4', true],
  ['https://cdn.example.net/videos/a.mp4', true],
  ['https://cdn.example.net/videos/', false],
  ['https://cdn.example.net/pictures/a.jpg', false],
  ['http://example.com/a.mp4', false],
  ['https://example.com:8443/a.mp4', false],
  ['https://notexample.com/a.mp4', false],
  ['example.com', false],
])('%s is verified: %s', (address, is) => {
  expect(isVerified(address, VERIFIED)).toBe(is);
});

test('while it is not known what is verified, nothing is refused', () => {
  expect(isVerified('https://elsewhere.example/a.mp4', null)).toBe(true);
  expect(verifiedWords(null)).toBe('');
});

test('what is verified is listed', () => {
  expect(verifiedWords(VERIFIED)).toContain('example.com, https://cdn.example.net/videos/');
  expect(verifiedWords([])).toBe('This Postlog has verified no address with TikTok.');
});
