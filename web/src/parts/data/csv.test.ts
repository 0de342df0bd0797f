import { expect, test } from 'vitest';
import { csvOf } from './csv';

test('a text with commas, quotes or lines is quoted, and nothing is left empty by mistake', () => {
  expect(
    csvOf(
      ['Caption', 'Views'],
      [
        ['A "walk", mostly\nin rain', 7],
        ['', null],
      ],
    ),
  ).toBe('Caption,Views\r\n"A ""walk"", mostly\nin rain",7\r\n,\r\n');
});

test.each(['=1+1', '+1', '-1', '@sum', '\tx'])('a spreadsheet takes %s for a text', (text) => {
  expect(csvOf(['a'], [[text]])).toBe(`a\r\n'${text}\r\n`);
});
