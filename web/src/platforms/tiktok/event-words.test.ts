import fc from 'fast-check';
import { expect, test } from 'vitest';
import asyncapi from '../../../../docs/reference/asyncapi.json';
import { shortName, typesOf, wordsFor } from '../../parts/words/event-words';
import { tiktok } from './platform';

const TYPES = typesOf([tiktok]);

test.each([
  ['tiktok.PostRequested.v1', { media: 'PHOTO' }, 'Photo post created'],
  ['tiktok.InitAttempted.v1', { attempt: 1 }, 'Sent the post to TikTok'],
  ['tiktok.InitAttempted.v1', { attempt: 2 }, 'Sent the post to TikTok (attempt 2)'],
  [
    'tiktok.InitAccepted.v1',
    { attempt: 1, found_by: 'webhook' },
    'TikTok accepted the post. Its answer was lost, but a webhook confirmed it',
  ],
  [
    'tiktok.PostFailed.v1',
    { fail_reason: 'file_format_check_failed', by: 'poll' },
    'Failed: file_format_check_failed (Postlog checked)',
  ],
  ['tiktok.UploadTerminated.v1', {}, 'The upload was cancelled. Nothing was posted'],
  [
    'tiktok.UploadTerminated.v1',
    { fail_reason: 'unsupported_video' },
    'TikTok does not accept this kind of file. Nothing was sent',
  ],
  [
    'tiktok.UploadRefused.v1',
    { code: 'upload_expired', platform_message: 'The upload is over.' },
    'TikTok refused part of the video. Nothing was posted: upload_expired (TikTok says: “The upload is over.”)',
  ],
  [
    'tiktok.UploadRefused.v1',
    { code: 'upload_end_unclear' },
    'TikTok refused the end of the video, but may have it from an earlier try: it may be posted',
  ],
  [
    'tiktok.InitRejected.v1',
    { attempt: 1, message: 'Refused.', platform_message: 'The chunk size is invalid' },
    'TikTok refused the post: Refused. (TikTok says: “The chunk size is invalid”)',
  ],
  [
    'tiktok.StatusObserved.v1',
    { platform_status: 'invalid_publish_id', by: 'poll' },
    'TikTok does not know this post (Postlog checked)',
  ],
  [
    'accounts.AccountRefreshFailed.v1',
    { provider: 'tiktok', reason: 'unreadable_502' },
    'Renewing access failed; Postlog will try again: its answer could not be read',
  ],
  [
    'accounts.AccountDisconnected.v1',
    { provider: 'tiktok', revoked: false },
    'The account was disconnected. TikTok has not confirmed it',
  ],
  [
    'tiktok.MetricsSampled.v1',
    { view_count: 1_200, like_count: 3, comment_count: 0, share_count: 1 },
    '1,200 views, 3 likes, 0 comments and 1 shares so far',
  ],
])('%s of %j is told as "%s"', (type, payload, sentence) => {
  expect(wordsFor([tiktok], type, payload).sentence).toBe(sentence);
});

test('a type that came later than these words is shown by its name', () => {
  expect(wordsFor([tiktok], 'tiktok.PostPinned.v2', {})).toEqual({
    sentence: 'PostPinned',
    tone: 'calm',
    isRoutine: false,
  });
});

test.each([
  ['tiktok.InitAccepted.v1', 'TikTok accepted the post'],
  ['tiktok.StatusObserved.v1', 'TikTok reported its progress'],
  ['tiktok.StatusConflict.v1', 'TikTok gave two final answers that contradict each other'],
])('where only the type %s is known, it is told as "%s"', (type, sentence) => {
  expect(wordsFor([tiktok], type, {}).sentence).toBe(sentence);
});

test('a payload that lacks what the words need is still told', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (type, of) => {
        expect(wordsFor([tiktok], type, of).sentence.trim()).not.toBe('');
      },
    ),
  );
});

test('every event of a story that the contracts have has words', () => {
  const story = /"((?:accounts|tiktok|webhooks)\.[A-Z]\w+\.v1)"/g;
  const commands =
    /RefreshToken|RevokeGrant|CheckGrant|PollStatus|CancelPost|SampleMetrics|ReconcileVideos/;
  const types = [...JSON.stringify(asyncapi).matchAll(story)].map(([, type]) => type ?? '');
  const told = [...new Set(types)].filter((type) => !commands.test(type));

  expect(told.length).toBeGreaterThan(30);
  expect(told.filter((type) => !TYPES.includes(type)).map(shortName)).toEqual([]);
});
