/** How TikTok's posts are described. */
import type { Option, PostDetail, PostFact, PostStatus } from '../platform';
import { privacyWord } from './form/post-form';

const MODE_NAMES: Record<string, string> = {
  DIRECT_POST: 'Post now',
  INBOX: 'Inbox draft',
  MEDIA_UPLOAD: 'Inbox draft',
};

export function modeOf(mode: string | null): string {
  return mode ? (MODE_NAMES[mode] ?? mode) : 'Post';
}

export const MODES: readonly Option[] = [
  { value: 'DIRECT_POST', label: 'Post now' },
  { value: 'INBOX', label: 'Inbox draft (video)' },
  { value: 'MEDIA_UPLOAD', label: 'Inbox draft (photos)' },
];

/** A fetch can be stopped; a video that was sent to TikTok cannot be taken back. */
export function isCancellable({ status, source }: PostStatus): boolean {
  return status === 'UPLOADING' || (status === 'PROCESSING' && source === 'PULL_FROM_URL');
}

/** A public post has a link only where TikTok has told its address or its creator's user name. */
export function factsOf(detail: PostDetail): PostFact[] {
  const { privacy_level: level, is_aigc, description, public_ids, publish_id } = detail;
  return [
    ...(level ? [{ name: 'Who can see it', text: privacyWord(level) }] : []),
    ...(is_aigc ? [{ name: 'Label', text: 'AI-generated' }] : []),
    ...(description ? [{ name: 'Description', text: description }] : []),
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
