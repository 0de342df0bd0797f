import { describe, expect, it } from 'vitest';
import { fingerprintOf, mismatch, type Remembered } from './resume';

const KNOWN: Remembered = {
  post_id: 'p',
  name: 'bread.mp4',
  size: 3,
  lastModified: 1,
  fingerprint: 'aa',
};

describe('the file that is chosen again', () => {
  it('goes on where it is the same, whatever it is called now', () => {
    expect(mismatch(KNOWN, 3, { name: 'copy.mp4', size: 3, fingerprint: 'aa' })).toBeNull();
  });

  it('is refused where its size or its beginning differ', () => {
    expect(mismatch(KNOWN, 3, { name: 'bread.mp4', size: 4, fingerprint: 'aa' })).toMatch(
      /size is different.*bread\.mp4/,
    );
    expect(mismatch(KNOWN, 3, { name: 'bread.mp4', size: 3, fingerprint: 'bb' })).toMatch(
      /contents are different.*bread\.mp4/,
    );
  });

  it('is known by its size alone in a browser that has not begun it', () => {
    expect(mismatch(null, 3, { name: 'x.mp4', size: 3, fingerprint: 'bb' })).toBeNull();
    expect(mismatch(null, 3, { name: 'x.mp4', size: 2, fingerprint: '' })).toBe(
      'This is not the same file: its size is different.',
    );
  });

  it('is told apart by its first bytes', async () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await fingerprintOf(new Blob(['abc']))).toBe(abc);
    expect(await fingerprintOf(new Blob(['abd']))).not.toBe(abc);
  });
});
