import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { added, changed, leftOutWords, moved, removed } from './photos';
import { MOST_PHOTOS } from './rules';

const THREE = { photos: ['a', 'b', 'c'], cover: 1 };

describe('the list of photos', () => {
  it('keeps the cover when photos before it go, and takes the first when it goes itself', () => {
    expect(removed(THREE, 0)).toEqual({ photos: ['b', 'c'], cover: 0 });
    expect(removed(THREE, 1)).toEqual({ photos: ['a', 'c'], cover: 0 });
    expect(removed({ photos: ['a'], cover: 0 }, 0)).toEqual({ photos: [''], cover: 0 });
  });

  it('makes several photos of several addresses', () => {
    expect(changed(THREE, 0, 'x y\nz').list).toEqual({
      photos: ['x', 'y', 'z', 'b', 'c'],
      cover: 3,
    });
    expect(changed(THREE, 2, 'z ').list).toEqual({ photos: ['a', 'b', 'z '], cover: 1 });
  });

  it('never grows beyond what TikTok takes', () => {
    const full = { photos: Array.from({ length: MOST_PHOTOS }, String), cover: 0 };
    expect(added(full).photos).toHaveLength(MOST_PHOTOS);
    expect(changed(full, 0, 'x y').list.photos).toHaveLength(MOST_PHOTOS);
  });

  it('tells how many of the addresses that were pasted found no room', () => {
    const pasted = Array.from({ length: 40 }, (_, at) => `p${at}`).join(' ');
    expect(changed({ photos: [''], cover: 0 }, 0, pasted).leftOut).toBe(5);
    expect(changed(THREE, 0, 'x y').leftOut).toBe(0);
    expect(changed(THREE, 0, '').leftOut).toBe(0);
    expect(leftOutWords(5)).toBe('TikTok takes 35 photos: the last 5 addresses were left out.');
    expect(leftOutWords(1)).toBe('TikTok takes 35 photos: the last address was left out.');
  });

  it('loses none that was there before, nor the cover, whatever is pasted among them', () => {
    const photos = fc.array(fc.nat().map(String), { minLength: 1, maxLength: MOST_PHOTOS });
    const pasted = fc.array(
      fc.nat().map((name) => `p${name}`),
      { minLength: 2, maxLength: 50 },
    );
    fc.assert(
      fc.property(photos, pasted, fc.nat(), fc.nat(), (list, names, some, other) => {
        const [index, cover] = [some % list.length, other % list.length];
        const { list: now, leftOut } = changed({ photos: list, cover }, index, names.join(' '));
        const put = now.photos.length - list.length + 1;
        expect(now.photos).toEqual(list.toSpliced(index, 1, ...names.slice(0, put)));
        expect(now.photos.length).toBeLessThanOrEqual(MOST_PHOTOS);
        expect(put + leftOut).toBe(names.length);
        if (cover !== index) expect(now.photos[now.cover]).toBe(list[cover]);
      }),
    );
  });

  it('stays as it is where there is no neighbour to change places with', () => {
    expect(moved(THREE, 0, -1)).toEqual(THREE);
    expect(moved(THREE, 2, 1)).toEqual(THREE);
  });

  it('has the same cover after every move, and its order after the move back', () => {
    const photos = fc.uniqueArray(fc.string(), { minLength: 2, maxLength: MOST_PHOTOS });
    fc.assert(
      fc.property(photos, fc.nat(), fc.nat(), (list, some, other) => {
        const was = { photos: list, cover: some % list.length };
        const index = other % (list.length - 1);
        const now = moved(was, index, 1);
        expect(now.photos[now.cover]).toBe(was.photos[was.cover]);
        expect(moved(now, index + 1, -1)).toEqual(was);
      }),
    );
  });
});
