/** Uploads that this browser began and sends no more: their files must be chosen again. */
import { useChanges, useResource } from '../live/resource';
import { listAll } from '../platforms/all-posts';
import { usePlatforms } from '../platforms/known';
import type { Platform, Post } from '../platforms/platform';
import { recall, recallAll } from './resume';
import { sendings } from './uploads';

type Known = Pick<Post, 'post_id' | 'status' | 'source'>;
const MOST_ASKED = 100;

/** Whether a post waits for its file; one that another browser sends is not told from here. */
export function isInterrupted({ post_id, status, source }: Known): boolean {
  if (status !== 'UPLOADING' || source !== 'FILE_UPLOAD') return false;
  return !sendings.value.has(post_id) && recall(post_id) !== null;
}

/** Give the uploads of this browser that wait for their files; nothing is asked where it has none. */
export function useInterrupted(): { postId: string; name: string }[] {
  const platforms = usePlatforms();
  const { data, reload } = useResource(() => waiting(platforms), 'interrupted');
  useChanges(() => void reload());
  return (data ?? []).filter(isInterrupted).map(({ post_id }) => ({
    postId: post_id,
    name: recall(post_id)?.name ?? '',
  }));
}

async function waiting(platforms: readonly Platform[]): Promise<Post[]> {
  if (!recallAll().some(({ post_id }) => !sendings.peek().has(post_id))) return [];
  const { items } = await listAll(platforms, {
    status: 'IN_PROGRESS',
    limit: MOST_ASKED,
    sort: 'newest',
  });
  return items.map(({ post }) => post);
}
