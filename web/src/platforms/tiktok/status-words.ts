/** What each state of a TikTok post is called. */
import type { StatusWords } from '../../parts/words/status-words';

const WAITING = { tone: 'wait', isSettled: false, isOutcome: false } as const;
const DONE = { tone: 'good', isSettled: true, isOutcome: true } as const;
/** TikTok has said that there will be no post. */
const FAILED = { tone: 'bad', isSettled: true, isOutcome: true } as const;
/** Over, though TikTok has not said what became of the post. */
const GIVEN_UP = { tone: 'bad', isSettled: true, isOutcome: false } as const;

export const STATUSES: Readonly<Record<string, StatusWords>> = {
  INIT_ATTEMPTED: { word: 'Sending to TikTok', ...WAITING },
  UPLOADING: { word: 'Uploading', ...WAITING },
  PROCESSING: { word: 'Processing', ...WAITING },
  SEND_TO_USER_INBOX: { word: 'In your TikTok inbox', ...DONE },
  PUBLISH_COMPLETE: { word: 'Published', ...DONE },
  INIT_REJECTED: { word: 'Refused', ...FAILED },
  FAILED: { word: 'Failed', ...FAILED },
  INIT_OUTCOME_UNKNOWN: { word: 'Checking', ...WAITING },
  UNKNOWN: { word: 'Unknown', ...GIVEN_UP },
  LOST: { word: 'No result from TikTok', ...GIVEN_UP },
};
