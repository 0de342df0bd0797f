/** What kind of file something is, by its first bytes. What is not recognized here is not refused. */

/** How many bytes `kindOf` looks at: the second packet of an MPEG transport stream ends there. */
export const HEAD_BYTES = 512;

export type Kind =
  | { is: 'mp4' }
  | { is: 'webm' }
  | { is: 'refused'; name: string }
  | { is: 'picture'; name: string }
  | { is: 'unknown' };

/** Bytes as text, at a place: TikTok takes no file that begins so. */
const SIGNS: readonly (readonly [at: number, text: string, name: string])[] = [
  [8, 'AVI ', 'an AVI file'],
  [8, 'WAVE', 'a WAVE sound file'],
  [0, '\x00\x00\x01\xba', 'an MPEG program stream (.mpg)'],
  [0, '\x00\x00\x01\xb3', 'an MPEG video stream (.mpg)'],
  [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'a Windows Media file (.wmv)'],
  [0, 'FLV\x01', 'a Flash video (.flv)'],
  [0, 'OggS', 'an Ogg file'],
  [0, '.RMF', 'a RealMedia file'],
  [0, 'ID3', 'an MP3 sound file'],
  [0, 'fLaC', 'a FLAC sound file'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
  [0, '%PDF-', 'a PDF document'],
  [0, '<!DOCTYPE', 'a web page'],
  [0, '<!doctype', 'a web page'],
  [0, '<html', 'a web page'],
];
const PICTURES: readonly (readonly [at: number, text: string, name: string])[] = [
  [0, '\xff\xd8\xff', 'a JPEG picture'],
  [0, '\x89PNG\r\n', 'a PNG picture'],
  [0, 'GIF8', 'a GIF picture'],
  [8, 'WEBP', 'a WebP picture'],
];
/** The first box of an MP4 or MOV file; old MOV files have no `ftyp`. */
const FIRST_BOXES = new Set(['ftyp', 'styp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);
const PICTURE_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis']);
const EBML = '\x1a\x45\xdf\xa3';
const DOC_TYPE = '\x42\x82';
/** Of the number between a name and its text, in bytes. */
const LONGEST_SIZE = 8;
const PACKETS = [
  [188, 0, 'an MPEG transport stream (.ts)'],
  [192, 4, 'an AVCHD file (.mts)'],
] as const;

/** Tell the kind of a file that begins with these bytes. */
export function kindOf(head: Uint8Array): Kind {
  const text = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  if (FIRST_BOXES.has(text.slice(4, 8))) return kindOfBoxes(text);
  if (text.startsWith(EBML)) return kindOfEbml(text);
  const begins = ([at, sign]: readonly [number, string, string]) => text.startsWith(sign, at);
  const picture = PICTURES.find(begins);
  if (picture) return { is: 'picture', name: picture[2] };
  const name = SIGNS.find(begins)?.[2] ?? streamName(head);
  return name ? { is: 'refused', name } : { is: 'unknown' };
}

function kindOfBoxes(text: string): Kind {
  const isPicture = text.startsWith('ftyp', 4) && PICTURE_BRANDS.has(text.slice(8, 12));
  return isPicture ? { is: 'picture', name: 'a HEIC or AVIF picture' } : { is: 'mp4' };
}

/** WebM is a Matroska file that says so. */
function kindOfEbml(text: string): Kind {
  const at = text.indexOf(DOC_TYPE);
  if (at < 0) return { is: 'unknown' };
  const type = text.slice(at + DOC_TYPE.length, at + DOC_TYPE.length + LONGEST_SIZE + 8);
  if (type.includes('webm')) return { is: 'webm' };
  const isMatroska = type.includes('matroska');
  return isMatroska ? { is: 'refused', name: 'a Matroska file (.mkv)' } : { is: 'unknown' };
}

/** Packets of equal size, each of which begins with the same byte. */
function streamName(head: Uint8Array): string | undefined {
  const begin = (size: number, first: number) =>
    [0, 1, 2].every((packet) => head[first + packet * size] === 0x47);
  return PACKETS.find(([size, first]) => begin(size, first))?.[2];
}
