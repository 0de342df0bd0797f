import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../parts/words/status-words';
import { STATUSES } from './status-words';

describe('the words of a status', () => {
  it('says each state differently', () => {
    const names = Object.keys(STATUSES);
    const words = names.map((status) => wordsOf(STATUSES, status).word);
    expect(new Set(words).size).toBe(names.length);
  });

  it('tells what TikTok has said, a refusal too, from what was given up without its word', () => {
    const settled = Object.entries(STATUSES).filter(([, words]) => words.isSettled);
    const without = settled.filter(([, words]) => !words.isOutcome).map(([status]) => status);
    expect(STATUSES.INIT_REJECTED).toMatchObject({ tone: 'bad', isSettled: true, isOutcome: true });
    expect(without).toEqual(['UNKNOWN', 'LOST']);
  });

  it('shows a state that it has never heard of', () => {
    expect(wordsOf(STATUSES, 'HELD_FOR_REVIEW')).toEqual({
      word: 'Held for review',
      tone: 'calm',
      isSettled: false,
      isOutcome: false,
    });
  });
});
