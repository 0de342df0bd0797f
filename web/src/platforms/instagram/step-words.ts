/** The few steps that a post goes through, as a person sees them. */
import type { Step, StepsOf } from '../platform';

const NAMES = ['Start', 'Prepare', 'Publish'] as const;
const REACHED: Record<string, number> = {
  REQUESTED: 0,
  PREPARING: 1,
  PUBLISHING: 2,
  PUBLISH_OUTCOME_UNKNOWN: 2,
  UNKNOWN: 2,
  FAILED: 1,
  PUBLISHED: 3,
};
const FAILED = new Set(['FAILED', 'UNKNOWN']);

/** Give the steps of a post with where it is; a status that is not known yet is under way. */
export function stepsOf({ status }: Pick<StepsOf, 'status'>): Step[] {
  const reached = REACHED[status] ?? 1;
  return NAMES.map((name, at) => ({ name, state: stateOf(at, reached, FAILED.has(status)) }));
}

function stateOf(at: number, reached: number, hasFailed: boolean): Step['state'] {
  if (at < reached) return 'done';
  if (at > reached) return 'next';
  return hasFailed ? 'failed' : 'now';
}
