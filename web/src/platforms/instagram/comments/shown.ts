/** Which comments a list may be narrowed to. */
export const SHOWN = [
  { value: '', label: 'All that stand' },
  { value: 'unanswered', label: 'Unanswered' },
  { value: 'hidden', label: 'Hidden' },
  { value: 'deleted', label: 'Deleted' },
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
