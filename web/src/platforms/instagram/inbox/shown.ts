/** Which items the inbox may be narrowed to. */
import type { Item } from './item';

export const SHOWN = [
  { value: '', label: 'Unanswered first' },
  { value: 'unanswered', label: 'Only unanswered' },
  { value: 'hidden', label: 'Hidden' },
  { value: 'deleted', label: 'Deleted' },
] as const;

export const KINDS = [
  { value: '', label: 'Comments and mentions' },
  { value: 'comment', label: 'Comments' },
  { value: 'mention', label: 'Mentions' },
] as const;

interface Question {
  unanswered?: boolean;
  hidden?: boolean;
  deleted?: boolean;
}

/** Give what the API is asked; what the address of the page has made up means all that stand. */
export function questionOf(shown: string | undefined): Question {
  if (shown === 'unanswered') return { unanswered: true };
  if (shown === 'hidden') return { hidden: true, deleted: false };
  return { deleted: shown === 'deleted' };
}

export function kindOf(kind: string | undefined): Item['kind'] | null {
  return kind === 'comment' || kind === 'mention' ? kind : null;
}
