import { expect, test } from 'vitest';
import { kindOf, redrivenOf, redriveWords, STATES } from './letter-words';

const REDRIVE = {
  requested_by: 'operator',
  requested_at: '2026-11-01T12:00:00Z',
  redriven_at: '2026-11-01T12:00:01Z',
  offset: 7,
  is_edited: false,
};

test('a reason that came later than these words is shown as it is written', () => {
  expect(kindOf('unknown-type')).toBe('Unknown type');
  expect(kindOf('too-large')).toBe('too-large');
  expect(kindOf(null)).toBe('No reason kept');
});

test('each choice of a state asks for something else', () => {
  expect(STATES.map(({ value }) => redrivenOf(value))).toEqual([null, false, true]);
  expect(redrivenOf('made-up')).toBeNull();
});

test('a redriving of which nobody knows the end is not told as done', () => {
  expect(redriveWords(null).word).toBe('Not redriven');
  expect(redriveWords({ ...REDRIVE, offset: null }).word).toBe('Redriving was begun');
  expect(redriveWords(REDRIVE).word).toBe('Redriven');
  expect(redriveWords({ ...REDRIVE, is_edited: true }).word).toBe('Redriven, changed');
});
