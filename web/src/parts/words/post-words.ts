/** What a post is called, and what it consists of. */
import type { Crm } from '../../api/clients';
import { counted } from '../data/numbers';

type Post = Crm['Post'];

/** Give its caption, or what it is where it has none. */
export function captionOf(post: Pick<Post, 'title' | 'description' | 'media'>): string {
  return (
    post.title || post.description || `Untitled ${post.media === 'PHOTO' ? 'photos' : 'video'}`
  );
}

/** Give what it consists of, in a few words. */
export function mediaOf(post: Pick<Post, 'media' | 'photo_count'>): string {
  if (post.media !== 'PHOTO') return 'Video';
  return post.photo_count ? counted(post.photo_count, 'photo') : 'Photos';
}
