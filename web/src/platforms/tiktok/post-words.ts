/** What a list says of a post. */
import type { Crm } from '../../api/clients';
import { counted } from '../../parts/data/numbers';

export type Post = Crm['Post'];

/** Give its caption, or what it is where it has none. */
export function captionOf(post: Pick<Post, 'title' | 'description' | 'media'>): string {
  return (
    post.title || post.description || `Untitled ${post.media === 'PHOTO' ? 'photos' : 'video'}`
  );
}

const MODES: Record<string, string> = {
  DIRECT_POST: 'Direct post',
  INBOX: 'Inbox draft',
  MEDIA_UPLOAD: 'Inbox draft',
};

export function modeOf(mode: string | null): string {
  return mode ? (MODES[mode] ?? mode) : 'Post';
}

/** The modes that a list can be narrowed to. */
export const MODE_OPTIONS = [
  { value: '', label: 'All' },
  { value: 'DIRECT_POST', label: 'Direct post' },
  { value: 'INBOX', label: 'Inbox draft (video)' },
  { value: 'MEDIA_UPLOAD', label: 'Inbox draft (photos)' },
];

/** Give what it consists of, in a few words. */
export function mediaOf(post: Pick<Post, 'media' | 'photo_count'>): string {
  if (post.media !== 'PHOTO') return 'Video';
  return post.photo_count ? counted(post.photo_count, 'photo') : 'Photos';
}

const AUDIENCES: Record<string, string> = {
  PUBLIC_TO_EVERYONE: 'Everyone',
  MUTUAL_FOLLOW_FRIENDS: 'Friends',
  FOLLOWER_OF_CREATOR: 'Followers',
  SELF_ONLY: 'Only you',
};

export function audienceOf(level: string): string {
  return AUDIENCES[level] ?? level;
}
