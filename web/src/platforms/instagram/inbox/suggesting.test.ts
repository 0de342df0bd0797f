import { expect, test } from 'vitest';
import { naming, suggested } from './suggesting';

const NAMES = ['sample_fan', 'other.fan', 'sample_fan'];

test('everybody is suggested once, until the text names them', () => {
  expect(suggested('', NAMES)).toEqual(['sample_fan', 'other.fan']);
  expect(suggested('Thanks @Sample_fan !', NAMES)).toEqual(['other.fan']);
});

test('a name that is being typed is completed', () => {
  expect(suggested('Thanks @O', NAMES)).toEqual(['other.fan']);
  expect(suggested('Thanks @', NAMES)).toEqual(['sample_fan', 'other.fan']);
  expect(suggested('Thanks @nobody', NAMES)).toEqual([]);
});

test('an address of mail names nobody', () => {
  expect(suggested('write to me@other', NAMES)).toEqual(['sample_fan', 'other.fan']);
});

test('a name replaces its beginning, and stands apart from other words', () => {
  expect(naming('', 'other.fan')).toBe('@other.fan ');
  expect(naming('Thanks', 'other.fan')).toBe('Thanks @other.fan ');
  expect(naming('Thanks @oth', 'other.fan')).toBe('Thanks @other.fan ');
  expect(naming('Thanks\n@', 'other.fan')).toBe('Thanks\n@other.fan ');
});
