import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATUSES } from './status-words';
import { stepsOf } from './step-words';

const FILE = { source: 'FILE_UPLOAD', mode: 'DIRECT_POST' };

test('a video that is being sent is at its second step', () => {
  const states = stepsOf({ ...FILE, status: 'UPLOADING' }).map(({ state }) => state);

  expect(states).toEqual(['done', 'now', 'next', 'next']);
});

test('a published post has all its steps behind it, and a draft ends in the inbox', () => {
  const published = stepsOf({ ...FILE, status: 'PUBLISH_COMPLETE' });
  const draft = stepsOf({ source: 'PULL_FROM_URL', mode: 'INBOX', status: 'SEND_TO_USER_INBOX' });

  expect(new Set(published.map(({ state }) => state))).toEqual(new Set(['done']));
  expect(draft.map(({ name }) => name)).toEqual(['Start', 'Fetch', 'Process', 'Inbox']);
});

test('a refused post failed at its first step', () => {
  expect(stepsOf({ ...FILE, status: 'INIT_REJECTED' })[0]?.state).toBe('failed');
});

test('a post that everybody shall see ends in public, and is there once TikTok has checked it', () => {
  const everybody = { ...FILE, status: 'PUBLISH_COMPLETE', privacy_level: 'PUBLIC_TO_EVERYONE' };
  const last = (visibility: 'AWAITED' | 'PUBLIC') => stepsOf({ ...everybody, visibility }).at(-1);

  expect(last('AWAITED')).toEqual({ name: 'Public', state: 'now' });
  expect(last('PUBLIC')).toEqual({ name: 'Public', state: 'done' });
});

test.each([
  ['FILE_UPLOAD', 'upload_terminated', ['done', 'stopped', 'next', 'next']],
  ['PULL_FROM_URL', 'publish_cancelled', ['done', 'stopped', 'next', 'next']],
  ['PULL_FROM_URL', 'video_pull_failed', ['done', 'failed', 'next', 'next']],
  ['FILE_UPLOAD', 'picture_size_check_failed', ['done', 'done', 'failed', 'next']],
])('a post by %s ends at its step for %s', (source, fail_reason, expected) => {
  const steps = stepsOf({ mode: 'DIRECT_POST', source, status: 'FAILED', fail_reason });

  expect(steps.map(({ state }) => state)).toEqual(expected);
});

test('whatever the status is, nothing is done after something that is not', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...Object.keys(STATUSES)), fc.string()), (status) => {
      const states = stepsOf({ ...FILE, status }).map(({ state }) => state);

      expect(states.lastIndexOf('done')).toBe(states.filter((one) => one === 'done').length - 1);
    }),
  );
});
