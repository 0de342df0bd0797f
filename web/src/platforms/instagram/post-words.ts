/** How Instagram's posts are described. */
import type { Post, PostDetail, PostFact } from '../platform';
import type { Kind } from './api';

const NAMES: Record<Kind, string> = {
  IMAGE: 'Picture',
  REELS: 'Reel',
  STORIES: 'Story',
  CAROUSEL: 'Carousel',
};

export function modeOf(mode: string | null): string {
  return mode ? (NAMES[mode as Kind] ?? mode) : 'Post';
}

const KINDS: Record<string, string> = {
  FEED: 'Instagram posts',
  REELS: 'Instagram reels',
  STORY: 'Instagram stories',
  AD: 'Instagram ads',
};

export function kindOf(kind: string | null): string {
  return KINDS[kind ?? ''] ?? 'Instagram, other';
}

export function shapeOf(kind: string | null): Pick<Post, 'media' | 'mode'> {
  return { media: kind === 'REELS' ? 'VIDEO' : 'PHOTO', mode: kind };
}

export function factsOf(detail: PostDetail): PostFact[] {
  return [
    ...detail.public_ids.map(seenFact),
    ...detail.public_ids.map(({ platform_post_id: id }) => ({
      name: 'Instagram’s media id',
      text: id,
      id: 'media id',
    })),
  ];
}

function seenFact({ is_public, link }: PostDetail['public_ids'][number]): PostFact {
  if (!is_public) return { name: 'On Instagram', text: 'It is listed there no more' };
  if (link) return { name: 'On Instagram', text: link, href: link };
  return { name: 'On Instagram', text: 'Instagram has not told its address yet' };
}
