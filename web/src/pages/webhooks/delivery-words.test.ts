import { expect, test } from 'vitest';
import { verdictOf, withoutEffect } from './delivery-words';

test('a verdict that is not known yet is shown as it is written', () => {
  expect(verdictOf('doubtful', 'There')).toMatchObject({ word: 'doubtful', tone: 'calm' });
  expect(verdictOf('verified', 'There').tone).toBe('good');
});

test('a delivery without effect says why it may have none', () => {
  const said = ['RECEIVED', 'UNMATCHED', 'UNPARSEABLE'].map(withoutEffect);

  expect(new Set(said).size).toBe(3);
});
