import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { added, changed, moved, removed } from './photos';
import { MOST_PHOTOS } from './rules';

const THREE = { photos: ['a', 'b', 'c'], cover: 1 };

describe('the list of photos', () => {
  it('keeps the cover when photos before it go, and takes the first when it goes itself', () => {
    expect(removed(THREE, 0)).toEqual({ photos: ['b', 'c'], cover: 0 });
    expect(removed(THREE, 1)).toEqual({ photos: ['a', 'c'], cover: 0 });
    expect(removed({ photos: ['a'], cover: 0 }, 0)).toEqual({ photos: [''], cover: 0 });
  });

  it('makes several photos of several addresses', () => {
    expect(changed(THREE, 0, 'x y\nz')).toEqual({ photos: ['x', 'y', 'z', 'b', 'c'], cover: 3 });
    expect(changed(THREE, 2, 'z ')).toEqual({ photos: ['a', 'b', 'z '], cover: 1 });
  });

  it('never grows beyond what TikTok takes', () => {
    const full = { photos: Array.from({ length: MOST_PHOTOS }, String), cover: 0 };
    expect(added(full).photos).toHaveLength(MOST_PHOTOS);
    expect(changed(full, 0, 'x y').photos).toHaveLength(MOST_PHOTOS);
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
