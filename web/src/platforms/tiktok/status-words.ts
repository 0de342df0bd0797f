/** What each state of a post is called, in which colour, and whether it is still on its way. */
import type { Tone } from '../../parts/alert';

interface Words {
  word: string;
  tone: Tone;
  /** Nothing more is expected to happen by itself. */
  isSettled: boolean;
}

const WORDS: Record<string, Words> = {
  INIT_ATTEMPTED: { word: 'Asking TikTok', tone: 'wait', isSettled: false },
  UPLOADING: { word: 'Uploading', tone: 'wait', isSettled: false },
  PROCESSING: { word: 'Processing', tone: 'wait', isSettled: false },
  SEND_TO_USER_INBOX: { word: 'In TikTok inbox', tone: 'good', isSettled: true },
  PUBLISH_COMPLETE: { word: 'Published', tone: 'good', isSettled: true },
  INIT_REJECTED: { word: 'Refused', tone: 'bad', isSettled: true },
  FAILED: { word: 'Failed', tone: 'bad', isSettled: true },
  INIT_OUTCOME_UNKNOWN: { word: 'Answer lost', tone: 'wait', isSettled: false },
  UNKNOWN: { word: 'Outcome unknown', tone: 'bad', isSettled: true },
  LOST: { word: 'No word from TikTok', tone: 'bad', isSettled: true },
};

/** Every state there is, in the order in which a post may come to it. */
export const STATUSES: readonly string[] = Object.keys(WORDS);

/** Give the words of a status; one that is not known yet is shown as it is written. */
export function wordsOf(status: string): Words {
  const plain = status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');
  return WORDS[status] ?? { word: plain, tone: 'calm', isSettled: false };
}
