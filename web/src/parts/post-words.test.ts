import { describe, expect, it } from 'vitest';
import { isRetryable, STATUSES, wordsOf } from './post-words';

describe('the words of a status', () => {
  it('says each state differently', () => {
    const words = STATUSES.map((status) => wordsOf(status).word);
    expect(new Set(words).size).toBe(STATUSES.length);
  });

  it('shows a state that it has never heard of', () => {
    expect(wordsOf('HELD_FOR_REVIEW')).toEqual({
      word: 'Held for review',
      tone: 'calm',
      isSettled: false,
    });
  });

  it('offers no new attempt where one could post twice', () => {
    expect(STATUSES.filter(isRetryable)).toEqual([
      'INIT_REJECTED',
      'FAILED',
      'INIT_OUTCOME_UNKNOWN',
      'UNKNOWN',
      'LOST',
    ]);
  });
});
