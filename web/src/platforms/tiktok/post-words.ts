/** How TikTok's posts are described. */
import type { PostDetail, PostFact, PostStatus } from '../platform';

const MODE_NAMES: Record<string, string> = {
  DIRECT_POST: 'Post now',
  INBOX: 'Inbox draft',
  MEDIA_UPLOAD: 'Inbox draft',
};

export function modeOf(mode: string | null): string {
  return mode ? (MODE_NAMES[mode] ?? mode) : 'Post';
}

export function kindOf(kind: string | null): string {
  return kind === 'PHOTO' ? 'TikTok photos' : 'TikTok videos';
}

/** A fetch can be stopped; a video that was sent to TikTok cannot be taken back. */
export function isCancellable({ status, source }: PostStatus): boolean {
  return status === 'UPLOADING' || (status === 'PROCESSING' && source === 'PULL_FROM_URL');
}

/** A public post has a link only where TikTok has told its address or its creator's user name. */
export function factsOf(detail: PostDetail): PostFact[] {
  const { public_ids, publish_id } = detail;
  return [
    ...public_ids.map(publicFact),
    ...(publish_id ? [{ name: 'TikTok’s publish_id', text: publish_id, id: 'publish_id' }] : []),
  ];
}

function publicFact(seen: PostDetail['public_ids'][number]): PostFact {
  const { platform_post_id: id, is_public, link } = seen;
  if (!is_public) return { name: 'No longer public on TikTok', text: id };
  if (link) return { name: 'Public on TikTok', text: link, href: link };
  return { name: 'Public on TikTok', text: `${id} (TikTok has not told its link yet)` };
}
