/** Why a consumer could not handle a record, and what became of it since, in words. */
import type { Crm } from '../../api/clients';
import type { Tone } from '../../parts/alert';

const KINDS: Record<string, string> = {
  'unreadable-record': 'Cannot be read',
  'unknown-type': 'Unknown type',
  'unstorable-record': 'Cannot be stored',
  'invalid-record': 'Is not valid',
};

export const KIND_OPTIONS = [
  { value: '', label: 'All reasons' },
  ...Object.entries(KINDS).map(([value, label]) => ({ value, label })),
];

export const STATES = [
  { value: '', label: 'All' },
  { value: 'no', label: 'Not redriven' },
  { value: 'yes', label: 'Redriven' },
];

export function kindOf(kind: string | null): string {
  return kind ? (KINDS[kind] ?? kind) : 'No reason kept';
}

/** Give what the API is asked for a choice of `STATES`; what is made up means all. */
export function redrivenOf(state: string | undefined): boolean | null {
  return state === 'yes' ? true : state === 'no' ? false : null;
}

/** Say what became of a letter: nothing yet, a redriving that was begun, or one that is done. */
export function redriveWords(redrive: Crm['RedriveView'] | null): { tone: Tone; word: string } {
  if (!redrive) return { tone: 'bad', word: 'Not redriven' };
  if (redrive.offset === null) return { tone: 'wait', word: 'Redriving was begun' };
  return { tone: 'good', word: redrive.is_edited ? 'Redriven, changed' : 'Redriven' };
}
