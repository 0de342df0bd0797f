/**
 * Reads the description of the tracks in an MP4 or MOV file, wherever it stands.
 *
 * A box tells its size, so what lies between is skipped and not read:
 * https://developer.apple.com/documentation/quicktime-file-format
 */
import type { Found } from './found';

/** A fragmented file has thousands of boxes; its description is among the first. */
const MOST_BOXES = 64;
const HEADER = 16;

interface Box {
  type: string;
  /** Where its contents begin and end in the file. */
  from: number;
  to: number;
}

/** Give what the file says of its picture; nothing where it cannot be read as boxes. */
export async function readMp4(file: Blob): Promise<Found> {
  const whole = { type: 'file', from: 0, to: file.size };
  const [moov] = await boxesIn(file, whole, 'moov');
  if (!moov) return {};
  const traks = await boxesIn(file, moov, 'trak');
  const tracks = await Promise.all(traks.map((one) => trackIn(file, one)));
  const pictures = tracks.filter((one) => typeof one === 'object');
  const { codec: _, ...first } = pictures[0] ?? {};
  const duration = await durationOf(file, moov);
  // Where a track cannot be read nobody knows whether it is a picture.
  const isKnown = tracks.length > 0 && !tracks.includes('unreadable');
  const codecs = isKnown ? { codecs: pictures.map(({ codec }) => codec) } : {};
  return { ...codecs, ...first, ...(duration ? { duration } : {}) };
}

async function durationOf(file: Blob, moov: Box): Promise<number | undefined> {
  const time = await timeIn(file, await boxAt(file, moov, 'mvhd'));
  return time && time.duration > 0 ? time.duration / time.scale : undefined;
}

interface Track {
  codec: string;
  width: number;
  height: number;
  frameRate?: number;
}

async function trackIn(file: Blob, trak: Box): Promise<Track | 'no picture' | 'unreadable'> {
  const handler = await bytesOf(file, await boxAt(file, trak, 'mdia', 'hdlr'), 12);
  if (!handler) return 'unreadable';
  if (typeAt(handler, 8) !== 'vide') return 'no picture';
  const stbl = await boxAt(file, trak, 'mdia', 'minf', 'stbl');
  const entry = await bytesOf(file, await boxAt(file, stbl, 'stsd'), 44);
  if (!entry) return 'unreadable';
  const frameRate = await frameRateOf(file, trak, stbl);
  return {
    codec: typeAt(entry, 12),
    width: entry.getUint16(40),
    height: entry.getUint16(42),
    ...(frameRate ? { frameRate } : {}),
  };
}

async function frameRateOf(file: Blob, trak: Box, stbl: Box | undefined) {
  const time = await timeIn(file, await boxAt(file, trak, 'mdia', 'mdhd'));
  const table = await bytesOf(file, await boxAt(file, stbl, 'stts'), 16);
  const frames = table?.getUint32(8) ?? 0;
  if (!time || !table || table.getUint32(4) !== 1 || frames < 2) return undefined;
  const each = table.getUint32(12);
  return each > 0 ? time.scale / each : undefined;
}

/** Read scale and duration of an `mvhd` or `mdhd`; version 1 has longer numbers. */
async function timeIn(file: Blob, box: Box | undefined) {
  const bytes = await bytesOf(file, box, 32).then((long) => long ?? bytesOf(file, box, 20));
  if (!bytes) return undefined;
  const isLong = bytes.getUint8(0) === 1;
  if (isLong && bytes.byteLength < 32) return undefined;
  const scale = bytes.getUint32(isLong ? 20 : 12);
  const duration = isLong ? Number(bytes.getBigUint64(24)) : bytes.getUint32(16);
  const isKnown = scale > 0 && duration < 2 ** 32 - 1;
  return isKnown ? { scale, duration } : undefined;
}

async function boxAt(file: Blob, from: Box | undefined, ...path: string[]) {
  let box = from;
  for (const type of path) {
    if (!box) return undefined;
    [box] = await boxesIn(file, box, type);
  }
  return box;
}

/** Find the boxes of this type; of the file itself only the first, since the rest is far away. */
async function boxesIn(file: Blob, outer: Box, type: string): Promise<Box[]> {
  const found: Box[] = [];
  let at = outer.from;
  for (let count = 0; count < MOST_BOXES && at + 8 <= outer.to; count++) {
    const header = new DataView(await file.slice(at, at + HEADER).arrayBuffer());
    const box = boxOf(header, at, outer.to);
    if (!box) return found;
    if (box.type === type) found.push(box);
    if (found.length === 1 && outer.type === 'file') return found;
    at = box.to;
  }
  return found;
}

/** Read a box's header; undefined where it fits into no file, as after damage. */
function boxOf(header: DataView, at: number, end: number): Box | undefined {
  const short = header.getUint32(0);
  const isLong = short === 1 && header.byteLength === HEADER;
  const size = short === 0 ? end - at : isLong ? Number(header.getBigUint64(8)) : short;
  const from = at + (isLong ? HEADER : 8);
  const to = at + size;
  return to >= from && to <= end ? { type: typeAt(header, 4), from, to } : undefined;
}

async function bytesOf(file: Blob, box: Box | undefined, count: number) {
  if (!box || box.to - box.from < count) return undefined;
  return new DataView(await file.slice(box.from, box.from + count).arrayBuffer());
}

function typeAt(bytes: DataView, at: number): string {
  const codes = [0, 1, 2, 3].map((place) => bytes.getUint8(at + place));
  return String.fromCharCode(...codes);
}
