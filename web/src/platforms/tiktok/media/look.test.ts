import { describe, expect, it } from 'vitest';
import { box, bytes, FTYP, moov, number, type Picture, trak, webm } from './build';
import { lookInto, troubleIn } from './look';

const blob = (...parts: Uint8Array<ArrayBuffer>[]) => new Blob(parts);
const mp4 = (picture: Picture = {}) => blob(FTYP, moov(trak(picture)), box('mdat', bytes('abc')));
const packets = (size: number, first: number) => {
  const head = new Uint8Array(1024);
  for (let at = first; at < head.length; at += size) head[at] = 0x47;
  return head;
};

describe('a container that TikTok does not take is named', () => {
  it.each([
    ['an AVI file', bytes('RIFF', number(9, 4), 'AVI LIST')],
    ['an MPEG program stream (.mpg)', bytes([0, 0, 1, 0xba, 0x44])],
    ['an MPEG video stream (.mpg)', bytes([0, 0, 1, 0xb3, 0x16])],
    ['a Matroska file (.mkv)', webm('V_MPEG4/ISO/AVC', 'matroska')],
    ['a Windows Media file (.wmv)', bytes([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6])],
    ['a Flash video (.flv)', bytes('FLV', [1, 5])],
    ['an Ogg file', bytes('OggS', [0, 2])],
    ['an MPEG transport stream (.ts)', packets(188, 0)],
    ['an AVCHD file (.mts)', packets(192, 4)],
    ['a web page', bytes('<!DOCTYPE html>')],
  ])('%s', async (name, head) => {
    const sentence = `This is ${name}. TikTok takes MP4, MOV and WebM. Export it as MP4 with H.264.`;

    expect(await troubleIn(blob(head))).toBe(sentence);
  });

  it.each([
    ['a JPEG picture', bytes([0xff, 0xd8, 0xff, 0xe0])],
    ['a PNG picture', bytes([0x89], 'PNG\r\n')],
    ['a HEIC or AVIF picture', box('ftyp', bytes('heic', number(0, 4), 'mif1heic'))],
  ])('%s', async (name, head) => {
    expect(await troubleIn(blob(head))).toContain(`This is ${name} and no video.`);
  });
});

describe('what TikTok takes, or nobody understands, is not refused', () => {
  it.each(['avc1', 'avc3', 'hvc1', 'hev1', 'dvh1', 'vp08', 'vp09', 'abcd', 'encv'])(
    'MP4 with %s',
    async (codec) => {
      expect(await troubleIn(mp4({ codec }))).toBeNull();
    },
  );

  it.each(['V_VP8', 'V_VP9', 'V_MPEG4/ISO/AVC'])('WebM with %s', async (codec) => {
    expect(await troubleIn(blob(webm(codec)))).toBeNull();
  });

  it.each([
    ['nothing', bytes()],
    ['a few bytes', bytes('abc')],
    ['noise', bytes(number(0x5a5a5a5a5a, 5), 'x'.repeat(600))],
    ['only the beginning of an MP4', FTYP],
    ['a box larger than the file', bytes(FTYP, number(9999, 4), 'moov')],
    ['a box of no size', bytes(FTYP, number(3, 4), 'moov')],
    ['a description without tracks', bytes(FTYP, moov())],
    ['a track that ends early', bytes(FTYP, moov(box('trak', bytes('abc'))))],
    ['the beginning of a WebM', webm('V_AV1').subarray(0, 60)],
    ['a WebM without tracks', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84], 'webm')],
  ])('%s', async (_, head) => {
    expect(await troubleIn(blob(bytes(head)))).toBeNull();
  });

  it('an old MOV file, which begins with its pictures', async () => {
    const wide = box('wide', bytes());

    expect(await troubleIn(blob(wide, box('mdat', bytes('abc')), moov(trak())))).toBeNull();
  });

  it('a video with a cover picture beside it', async () => {
    const tracks = moov(trak({ codec: 'jpeg', frames: [[1, 1]] }), trak());

    expect(await troubleIn(blob(FTYP, tracks))).toBeNull();
  });
});

describe('a codec that TikTok does not take is named', () => {
  it.each([
    ['AV1', mp4({ codec: 'av01' })],
    ['ProRes', mp4({ codec: 'apcn' })],
    ['MPEG-4 Part 2', mp4({ codec: 'mp4v' })],
    ['AV1', blob(webm('V_AV1'))],
  ])('%s', async (name, file) => {
    expect(await troubleIn(file)).toMatch(
      new RegExp(`^The video in this file is ${name}\\. TikTok takes H.264, H.265, VP8 and VP9\\.`),
    );
  });

  it('also where the description stands behind the pictures, which are not read', async () => {
    const pictures = box('mdat', new Uint8Array(100_000), true);
    const file = blob(FTYP, pictures, moov(trak({ codec: 'av01' })));
    const read: number[] = [];
    const counting = new Proxy(file, {
      get: (target, name) => {
        if (name === 'size') return target.size;
        return (from: number, to: number) => {
          read.push(to - from);
          return target.slice(from, to);
        };
      },
    });

    expect(await troubleIn(counting)).toContain('AV1');
    expect(read.reduce((sum, count) => sum + count)).toBeLessThan(5000);
  });

  it('and a file with sound only says so', async () => {
    expect(await troubleIn(mp4({ handler: 'soun', codec: 'mp4a' }))).toContain('only sound');
    expect(await troubleIn(blob(webm('A_OPUS', 'webm', 2)))).toContain('only sound');
  });
});

describe('the picture', () => {
  it.each([
    [{ width: 320, height: 240 }, '320 × 240 pixels; TikTok takes each side from 360 to 4096'],
    [{ width: 1080, height: 4320 }, '1080 × 4320 pixels'],
    [{ frames: [[100, 250]] as [number, number][] }, '120 frames a second; TikTok takes 23 to 60'],
    [{ frames: [[100, 2000]] as [number, number][] }, '15 frames a second'],
  ])('outside the limits is told with them: %o', async (picture, said) => {
    expect(await troubleIn(mp4(picture))).toContain(said);
  });

  it.each([
    { width: 360, height: 4096 },
    { frames: [[100, 1251]] as [number, number][] },
    { frames: [[100, 500]] as [number, number][] },
  ])('at the limits passes: %o', async (picture) => {
    expect(await troubleIn(mp4(picture))).toBeNull();
  });

  it('whose frames last differently is not judged', async () => {
    expect(await troubleIn(mp4({ frames: [[1, 3000], [9, 1000]] }))).toBeNull(); // biome-ignore format: pairs
  });
});

describe('the length', () => {
  it('is read where a browser cannot play the file', async () => {
    expect((await lookInto(mp4({ codec: 'hvc1' }))).duration).toBe(12.5);
    expect((await lookInto(blob(webm('V_VP9')))).duration).toBe(4);
  });
});
