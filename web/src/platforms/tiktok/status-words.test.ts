import { describe, expect, it } from 'vitest';
import { STATUSES, wordsOf } from './status-words';

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
});
