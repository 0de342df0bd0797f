import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATUSES } from './status-words';
import { stepsOf } from './step-words';

test.each([
  ['REQUESTED', ['now', 'next', 'next']],
  ['PREPARING', ['done', 'now', 'next']],
  ['PUBLISH_OUTCOME_UNKNOWN', ['done', 'done', 'now']],
  ['FAILED', ['done', 'failed', 'next']],
  ['UNKNOWN', ['done', 'done', 'failed']],
  ['PUBLISHED', ['done', 'done', 'done']],
])('a post that is %s has the steps %j', (status, states) => {
  expect(stepsOf({ status }).map(({ state }) => state)).toEqual(states);
});

test('whatever the status is, nothing is done after something that is not', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...Object.keys(STATUSES)), fc.string()), (status) => {
      const states = stepsOf({ status }).map(({ state }) => state);

      expect(states.lastIndexOf('done')).toBe(states.filter((one) => one === 'done').length - 1);
    }),
  );
});
