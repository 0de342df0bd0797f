/** What each state of an Instagram post is called. */
import type { StatusWords } from '../../parts/words/status-words';

const WAITING = { tone: 'wait', isSettled: false, isOutcome: false } as const;

export const STATUSES: Readonly<Record<string, StatusWords>> = {
  REQUESTED: { word: 'Starting', ...WAITING },
  PREPARING: { word: 'Preparing', ...WAITING },
  PUBLISHING: { word: 'Publishing', ...WAITING },
  PUBLISH_OUTCOME_UNKNOWN: { word: 'Checking', ...WAITING },
  PUBLISHED: { word: 'Published', tone: 'good', isSettled: true, isOutcome: true },
  FAILED: { word: 'Failed', tone: 'bad', isSettled: true, isOutcome: true },
  UNKNOWN: { word: 'Unknown', tone: 'bad', isSettled: true, isOutcome: false },
};
