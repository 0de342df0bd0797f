/** Small files of every kind, made of their parts, for the tests. */

export function bytes(...parts: (string | number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    parts.flatMap((part) =>
      typeof part === 'string' ? [...part].map((one) => one.charCodeAt(0)) : [...part],
    ),
  );
}

export function number(value: number, size: number): number[] {
  const places = Array.from({ length: size }, (_, place) => size - 1 - place);
  return places.map((place) => Math.floor(value / 256 ** place) % 256);
}

/** A box of MP4; with `isLong` its size is written in eight bytes. */
export function box(type: string, contents: Uint8Array, isLong = false): Uint8Array<ArrayBuffer> {
  return isLong
    ? bytes(number(1, 4), type, number(contents.length + 16, 8), contents)
    : bytes(number(contents.length + 8, 4), type, contents);
}

export interface Picture {
  codec?: string;
  width?: number;
  height?: number;
  /** Pairs of the count of frames, and how long each of them lasts. */
  frames?: [count: number, lasts: number][];
  handler?: string;
}

const SCALE = 30_000;

export function trak({
  codec = 'avc1',
  width = 1080,
  height = 1920,
  frames = [[300, 1000]],
  handler = 'vide',
}: Picture = {}): Uint8Array<ArrayBuffer> {
  const entry = box(
    codec,
    bytes(number(0, 24), number(width, 2), number(height, 2), number(0, 50)),
  );
  const stsd = box('stsd', bytes(number(0, 4), number(1, 4), entry));
  const times = frames.flatMap(([count, lasts]) => [...number(count, 4), ...number(lasts, 4)]);
  const stts = box('stts', bytes(number(0, 4), number(frames.length, 4), times));
  const stbl = box('stbl', bytes(stsd, stts));
  const mdhd = box(
    'mdhd',
    bytes(number(0, 12), number(SCALE, 4), number(SCALE * 10, 4), number(0, 4)),
  );
  const hdlr = box('hdlr', bytes(number(0, 8), handler, number(0, 13)));
  const minf = box('minf', bytes(box('vmhd', bytes(number(0, 12))), stbl));
  return box(
    'trak',
    bytes(box('tkhd', bytes(number(0, 84))), box('mdia', bytes(mdhd, hdlr, minf))),
  );
}

export function moov(...traks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const mvhd = box('mvhd', bytes(number(0, 12), number(1000, 4), number(12_500, 4), number(0, 80)));
  return box('moov', bytes(mvhd, ...traks));
}

export const FTYP = box('ftyp', bytes('isom', number(512, 4), 'isomavc1'));

/** An element of WebM, with its size in eight bytes. */
export function element(id: number[], contents: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes(id, [1], number(contents.length, 7), contents);
}

export function webm(codec: string, docType = 'webm', type = 1): Uint8Array<ArrayBuffer> {
  const header = element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], bytes(docType)));
  const size = bytes(element([0xb0], bytes([4, 56])), element([0xba], bytes([7, 128])));
  const parts = [
    element([0x83], bytes([type])),
    element([0x86], bytes(codec)),
    element([0xe0], size),
  ];
  const tracks = element([0x16, 0x54, 0xae, 0x6b], element([0xae], bytes(...parts)));
  const length = new Uint8Array(new Float64Array([4000]).buffer).reverse();
  const info = element([0x15, 0x49, 0xa9, 0x66], element([0x44, 0x89], length));
  const cluster = bytes([0x1f, 0x43, 0xb6, 0x75], [1], number(2 ** 30, 7), [1, 2, 3]);
  // A recorder does not know the segment's size yet.
  const segment = bytes([0x18, 0x53, 0x80, 0x67], [1, 255, 255, 255, 255, 255, 255, 255]);
  return bytes(header, segment, info, tracks, cluster);
}
