/** The list of photo addresses and which of them is the cover, kept together through every change. */

import type { PostForm } from './post-form';
import { MOST_PHOTOS } from './rules';

type Photos = Pick<PostForm, 'photos' | 'cover'>;

interface Changed {
  list: Photos;
  /** How many of the addresses were too many. */
  leftOut: number;
}

/** Put an address into the list. Several addresses at once become several photos, up to the limit. */
export function changed({ photos, cover }: Photos, index: number, address: string): Changed {
  const given = address.split(/\s+/).filter(Boolean);
  const room = MOST_PHOTOS - photos.length + 1;
  const put = given.length > 1 ? given.slice(0, room) : [address];
  return {
    list: {
      photos: [...photos.slice(0, index), ...put, ...photos.slice(index + 1)],
      cover: cover > index ? cover + put.length - 1 : cover,
    },
    leftOut: Math.max(given.length - put.length, 0),
  };
}

export function leftOutWords(count: number): string {
  const those = count === 1 ? 'the last address was' : `the last ${count} addresses were`;
  return `TikTok takes ${MOST_PHOTOS} photos: ${those} left out.`;
}

export function added({ photos, cover }: Photos): Photos {
  return { photos: photos.length < MOST_PHOTOS ? [...photos, ''] : photos, cover };
}

/** Remove a photo; if it was the cover, the first photo becomes the cover. One field always stays. */
export function removed({ photos, cover }: Photos, index: number): Photos {
  const rest = photos.filter((_, at) => at !== index);
  const next = cover === index ? 0 : cover > index ? cover - 1 : cover;
  return { photos: rest.length ? rest : [''], cover: next };
}

/** Swap a photo with its neighbour; the cover stays the same photo. */
export function moved({ photos, cover }: Photos, index: number, by: 1 | -1): Photos {
  const to = index + by;
  const [one, other] = [photos[index], photos[to]];
  if (one === undefined || other === undefined) return { photos, cover };
  const next = photos.with(index, other).with(to, one);
  return { photos: next, cover: cover === index ? to : cover === to ? index : cover };
}
