import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asText, fromBase64, hexDump } from './hex';

test('bytes that are UTF-8 are text, with their byte order mark, and others are not', () => {
  expect(asText(new TextEncoder().encode('\ufeffgrüß'))).toBe('\ufeffgrüß');
  expect(asText(Uint8Array.of(0xff, 0xfe))).toBeNull();
});

test('a dump has sixteen bytes in a line, and dots for what cannot be printed', () => {
  const dump = hexDump(new TextEncoder().encode('{"event":"post"}\n~\u007f'));

  expect(dump.split('\n')).toEqual([
    '000000  7b 22 65 76 65 6e 74 22 3a 22 70 6f 73 74 22 7d  {"event":"post"}',
    '000010  0a 7e 7f                                         .~.',
  ]);
});

test('a dump says every byte, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const hex = hexDump(bytes)
        .split('\n')
        .flatMap((line) => line.slice(8, 55).trim().split(/\s+/))
        .filter(Boolean);

      expect(hex.map((pair) => Number.parseInt(pair, 16))).toEqual([...bytes]);
    }),
  );
});

test('base64 gives the bytes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect([...fromBase64(btoa(String.fromCharCode(...bytes)))]).toEqual([...bytes]);
    }),
  );
});
