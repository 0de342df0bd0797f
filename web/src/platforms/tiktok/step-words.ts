/** The few steps that a post goes through, as a person sees them. */
import type { Step, StepsOf } from '../platform';
import { isCancelled } from './standing';

const REACHED: Record<string, number> = {
  INIT_ATTEMPTED: 0,
  INIT_OUTCOME_UNKNOWN: 0,
  INIT_REJECTED: 0,
  UPLOADING: 1,
  PROCESSING: 2,
  LOST: 2,
  UNKNOWN: 0,
  SEND_TO_USER_INBOX: 4,
  PUBLISH_COMPLETE: 4,
};
const FAILED = new Set(['INIT_REJECTED', 'FAILED', 'LOST', 'UNKNOWN']);
/** What goes wrong, or is stopped, before TikTok has the whole post. */
const BEFORE_IT_HAS_ALL = new Set([
  'upload_terminated',
  'unsupported_video',
  'video_pull_failed',
  'photo_pull_failed',
]);

/** Give the steps of a post with where it is; a status that is not known yet is under way. */
export function stepsOf(post: StepsOf): Step[] {
  const names = [
    'Start',
    post.source === 'FILE_UPLOAD' ? 'Upload' : 'Fetch',
    'Process',
    lastOf(post),
  ];
  const reached = reachedBy(post);
  return names.map((name, at) => ({ name, state: stateOf(at, reached, post) }));
}

function lastOf({ mode, privacy_level }: StepsOf): string {
  if (mode !== 'DIRECT_POST') return 'Inbox';
  return privacy_level === 'PUBLIC_TO_EVERYONE' ? 'Public' : 'Publish';
}

function reachedBy({ status, source, fail_reason, visibility }: StepsOf): number {
  if (status === 'PUBLISH_COMPLETE' && visibility === 'AWAITED') return 3;
  if (status !== 'FAILED') return REACHED[status] ?? 2;
  const isFetch = source === 'PULL_FROM_URL' && fail_reason === 'publish_cancelled';
  return isFetch || BEFORE_IT_HAS_ALL.has(fail_reason ?? '') ? 1 : 2;
}

function stateOf(at: number, reached: number, post: StepsOf): Step['state'] {
  if (at < reached) return 'done';
  if (at > reached) return 'next';
  if (isCancelled(post)) return 'stopped';
  return FAILED.has(post.status) ? 'failed' : 'now';
}
