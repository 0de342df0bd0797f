/** What each state of a post is called, in which colour, and whether it is still on its way. */
import type { Tone } from '../alert';

export interface StatusWords {
  word: string;
  tone: Tone;
  /** Nothing more is expected to happen by itself. */
  isSettled: boolean;
  /** The platform has said how the post ended. */
  isOutcome: boolean;
}

/** Give the words of a status; one that is not known yet is shown as it is written. */
export function wordsOf(
  statuses: Readonly<Record<string, StatusWords>>,
  status: string,
): StatusWords {
  const plain = status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');
  return statuses[status] ?? { word: plain, tone: 'calm', isSettled: false, isOutcome: false };
}
