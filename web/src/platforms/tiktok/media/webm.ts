/** Reads the description of the tracks at the beginning of a WebM file: https://www.matroska.org/technical/elements.html */
import type { Found } from './found';

const READ_BYTES = 256 * 1024;
const ID = {
  segment: 0x18538067,
  info: 0x1549a966,
  scale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  entry: 0xae,
  type: 0x83,
  codec: 0x86,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
} as const;
const VIDEO = 1;

interface Element {
  id: number;
  from: number;
  to: number;
}

export async function readWebm(file: Blob): Promise<Found> {
  const bytes = new DataView(await file.slice(0, READ_BYTES).arrayBuffer());
  const whole = { id: 0, from: 0, to: bytes.byteLength };
  const segment = child(bytes, whole, ID.segment);
  const tracks = child(bytes, segment, ID.tracks);
  const duration = durationIn(bytes, child(bytes, segment, ID.info));
  return { ...(tracks ? picturesIn(bytes, tracks) : {}), ...(duration ? { duration } : {}) };
}

function picturesIn(bytes: DataView, tracks: Element): Found {
  const entries = childrenOf(bytes, tracks).filter(({ id }) => id === ID.entry);
  const typeOf = (entry: Element) => numberIn(bytes, child(bytes, entry, ID.type));
  if (!entries.length || !entries.every(typeOf)) return {};
  const videos = entries.filter((entry) => typeOf(entry) === VIDEO);
  const codecs = videos.map((one) => textIn(bytes, child(bytes, one, ID.codec)));
  const picture = child(bytes, videos[0], ID.video);
  const width = numberIn(bytes, child(bytes, picture, ID.width));
  const height = numberIn(bytes, child(bytes, picture, ID.height));
  return { codecs, ...(width && height ? { width, height } : {}) };
}

/** In nanoseconds times the scale, which is a millisecond unless it is given. */
function durationIn(bytes: DataView, info: Element | undefined): number | undefined {
  const length = child(bytes, info, ID.duration);
  if (!length) return undefined;
  const size = length.to - length.from;
  const count = size === 8 ? bytes.getFloat64(length.from) : bytes.getFloat32(length.from);
  const scale = numberIn(bytes, child(bytes, info, ID.scale)) || 1_000_000;
  const seconds = (count * scale) / 1e9;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

function child(bytes: DataView, outer: Element | undefined, id: number): Element | undefined {
  return outer && childrenOf(bytes, outer).find((one) => one.id === id);
}

function childrenOf(bytes: DataView, outer: Element): Element[] {
  const found: Element[] = [];
  let at = outer.from;
  while (at < outer.to) {
    const id = numberAt(bytes, at, true);
    const size = id && numberAt(bytes, at + id.length, false);
    if (!id || !size) break;
    const from = at + id.length + size.length;
    const isUnknown = size.value === 2 ** (7 * size.length) - 1;
    const to = isUnknown ? outer.to : from + size.value;
    // What reaches beyond what was read, as the first cluster does, ends the list.
    if (to > outer.to && id.value !== ID.segment) break;
    found.push({ id: id.value, from, to: Math.min(to, outer.to) });
    at = to;
  }
  return found;
}

/** Read a number whose first byte tells its length; an id keeps the mark of the length. */
function numberAt(bytes: DataView, at: number, isId: boolean) {
  if (at >= bytes.byteLength) return undefined;
  const first = bytes.getUint8(at);
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.byteLength) return undefined;
  let value = isId ? first : first & (0xff >> length);
  for (let place = 1; place < length; place++) value = value * 256 + bytes.getUint8(at + place);
  return { value, length };
}

function numberIn(bytes: DataView, element: Element | undefined): number {
  let value = 0;
  if (element && element.to - element.from <= 6)
    for (let at = element.from; at < element.to; at++) value = value * 256 + bytes.getUint8(at);
  return value;
}

function textIn(bytes: DataView, element: Element | undefined): string {
  if (!element) return '';
  const codes = new Uint8Array(bytes.buffer, element.from, element.to - element.from);
  return String.fromCharCode(...codes).replace(/\0+$/, '');
}
