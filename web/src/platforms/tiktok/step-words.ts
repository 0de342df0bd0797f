/** The few steps that a post goes through, as a person sees them. */
import type { PostWords, Step } from '../platform';

type Known = Parameters<PostWords['stepsOf']>[0];

const REACHED: Record<string, number> = {
  INIT_ATTEMPTED: 0,
  INIT_OUTCOME_UNKNOWN: 0,
  INIT_REJECTED: 0,
  UPLOADING: 1,
  PROCESSING: 2,
  FAILED: 2,
  LOST: 2,
  UNKNOWN: 0,
  SEND_TO_USER_INBOX: 4,
  PUBLISH_COMPLETE: 4,
};
const FAILED = new Set(['INIT_REJECTED', 'FAILED', 'LOST', 'UNKNOWN']);

/** Give the steps of a post with where it is; a status that is not known yet is under way. */
export function stepsOf({ status, source, mode }: Known): Step[] {
  const isDraft = mode !== 'DIRECT_POST';
  const names = [
    'Asked',
    source === 'FILE_UPLOAD' ? 'Sent' : 'Fetched',
    'Processed',
    isDraft ? 'In the inbox' : 'Published',
  ];
  const reached = REACHED[status] ?? 2;
  return names.map((name, at) => ({ name, state: stateOf(at, reached, FAILED.has(status)) }));
}

function stateOf(at: number, reached: number, hasFailed: boolean): Step['state'] {
  if (at < reached) return 'done';
  if (at > reached) return 'next';
  return hasFailed ? 'failed' : 'now';
}
