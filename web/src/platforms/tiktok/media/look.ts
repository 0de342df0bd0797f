/**
 * Looks into a video file before anything of it is sent. Only what TikTok surely does not take is
 * refused: https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
 */
import { HEAD_BYTES, kindOf } from './container';
import type { Found } from './found';
import { readMp4 } from './mp4';
import { readWebm } from './webm';

const REFUSED_CODECS: Readonly<Record<string, string>> = {
  av01: 'AV1',
  V_AV1: 'AV1',
  mp4v: 'MPEG-4 Part 2',
  s263: 'H.263',
  h263: 'H.263',
  apch: 'ProRes',
  apcn: 'ProRes',
  apcs: 'ProRes',
  apco: 'ProRes',
  ap4h: 'ProRes',
  ap4x: 'ProRes',
  AVdn: 'DNxHD',
  AVdh: 'DNxHR',
  CFHD: 'CineForm',
  jpeg: 'Motion JPEG',
  mjpa: 'Motion JPEG',
  mjpb: 'Motion JPEG',
  'dvc ': 'DV',
  dvcp: 'DV',
  'rle ': 'Animation',
  'png ': 'PNG',
};
const SIDES = { least: 360, most: 4096 } as const;
const FRAMES = { least: 23, most: 60 } as const;
/** 23.976 and 59.94 frames are written in several ways. */
const TOLERANCE = 0.5;
const EXPORT = 'Export it as MP4 with H.264.';

/** Read what can be read; a damaged file gives less. */
export async function lookInto(file: Blob): Promise<Found> {
  const { is } = await kindIn(file);
  if (is === 'mp4') return readMp4(file);
  return is === 'webm' ? readWebm(file) : {};
}

/** Say why TikTok would refuse this file, and what to do; null where nothing is found. */
export async function troubleIn(file: Blob): Promise<string | null> {
  const kind = await kindIn(file);
  if (kind.is === 'refused')
    return `This is ${kind.name}. TikTok takes MP4, MOV and WebM. ${EXPORT}`;
  if (kind.is === 'picture')
    return `This is ${kind.name} and no video. Post pictures by their address, under Photos.`;
  return troubleOf(await lookInto(file));
}

/** Whether the file begins as a video does; one that does not may be one all the same. */
export async function isRecognized(file: Blob): Promise<boolean> {
  const { is } = await kindIn(file);
  return is === 'mp4' || is === 'webm';
}

export function troubleOf({ codecs, width, height, frameRate }: Found): string | null {
  if (codecs?.length === 0) return 'This file has no picture, only sound. Choose a video.';
  const names = codecs?.map((codec) => REFUSED_CODECS[codec]) ?? [];
  const [name] = names;
  // A cover picture is a track of its own beside the video.
  if (name && names.every(Boolean))
    return `The video in this file is ${name}. TikTok takes H.264, H.265, VP8 and VP9. ${EXPORT}`;
  return (width && height && sizeTrouble(width, height)) || frameTrouble(frameRate);
}

function sizeTrouble(width: number, height: number): string | null {
  const isInside = (side: number) => side >= SIDES.least && side <= SIDES.most;
  if (isInside(width) && isInside(height)) return null;
  const limits = `from ${SIDES.least} to ${SIDES.most} pixels`;
  return `This video is ${width} × ${height} pixels; TikTok takes each side ${limits}. Export it in another size.`;
}

function frameTrouble(frameRate: number | undefined): string | null {
  const { least, most } = FRAMES;
  if (!frameRate || (frameRate >= least - TOLERANCE && frameRate <= most + TOLERANCE)) return null;
  const rounded = Math.round(frameRate * 10) / 10;
  return `This video has ${rounded} frames a second; TikTok takes ${least} to ${most}. Export it with 30.`;
}

async function kindIn(file: Blob) {
  return kindOf(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
}
