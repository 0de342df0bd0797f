import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from './json-view';

test('names, texts and other values are told apart', () => {
  const kinds = piecesOf('{"a": "b", "n": -1.5, "x": null}').filter(({ kind }) => kind);

  expect(kinds.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'name "a"',
    'text "b"',
    'name "n"',
    'value -1.5',
    'name "x"',
    'value null',
  ]);
});

test('the pieces are the whole text, whatever it holds', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value, null, 2);
      expect(
        piecesOf(json)
          .map(({ text }) => text)
          .join(''),
      ).toBe(json);
    }),
  );
});
