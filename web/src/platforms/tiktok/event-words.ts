/** What each event of a TikTok post says, in words. */
import type { EventWords } from '../../parts/words/event-words';

const FOUND_BY: Record<string, string> = {
  webhook: '. Its answer was lost, and a webhook told of it',
  video_list: '. Its answer was lost, and the video list told of it',
};

export const EVENTS: EventWords = {
  PostRequested: [
    'calm',
    (said) => `A ${said.text('media') === 'PHOTO' ? 'photo post' : 'video post'} was asked for`,
  ],
  InitAttempted: ['calm', (said) => `TikTok was asked to take the post${said.attempt}`],
  InitAccepted: [
    'calm',
    (said) => `TikTok took the post${said.attempt}${FOUND_BY[said.text('found_by')] ?? ''}`,
  ],
  InitRejected: [
    'bad',
    (said) => `TikTok refused the post${said.attempt}${said.because('message')}`,
  ],
  InitOutcomeUnknown: [
    'wait',
    'TikTok’s answer was lost on the way; the post may or may not have been taken',
  ],
  InitOutcomeGivenUp: [
    'bad',
    'Three days have not told what became of the post; TikTok may have posted it',
  ],
  RetryRequested: [
    'calm',
    (said) => `The post was to be tried again; attempt ${said.count('attempt')} began`,
  ],
  CancelRequested: ['wait', 'The post was to be cancelled'],
  CancelRefused: ['wait', (said) => `TikTok does not cancel the post${said.because('code')}`],
  UploadTerminated: ['calm', 'The upload was given up; nothing was posted'],
  UploadCompleted: [
    'calm',
    (said) => `TikTok has all ${said.count('video_size')} bytes of the video`,
  ],
  StatusObserved: [
    'calm',
    (said) =>
      said.text('platform_status')
        ? `TikTok said that the post is ${said.text('platform_status')}${said.by}`
        : 'TikTok said where the post stands',
  ],
  PostPublished: ['good', (said) => `TikTok said that the post is published${said.by}`],
  PostDeliveredToInbox: [
    'good',
    (said) => `The post is in the TikTok inbox, to be finished there; TikTok said so${said.by}`,
  ],
  PostBecamePublic: ['good', (said) => `The post became public; TikTok said so${said.by}`],
  PostNoLongerPublic: ['wait', (said) => `The post is public no more; TikTok said so${said.by}`],
  PostFailed: ['bad', (said) => `TikTok gave the post up${said.by}${said.because('fail_reason')}`],
  PostDelayed: [
    'wait',
    'TikTok has said no last word for half an hour; it is asked less often from now on',
  ],
  PostLost: [
    'bad',
    'TikTok has said no last word for a day, and is asked no more; a webhook still counts',
  ],
  MetricsSampled: [
    'calm',
    (said) =>
      `${said.count('view_count')} views, ${said.count('like_count')} likes, ` +
      `${said.count('comment_count')} comments and ${said.count('share_count')} shares so far`,
  ],
  PostDrifted: [
    'wait',
    (said) =>
      said.text('kind') === 'missing'
        ? 'The post is public as far as we know, but the account’s video list lacks it'
        : 'The account’s video list holds the post, which was not known to be public',
  ],
  StatusConflict: [
    'bad',
    (said) =>
      said.text('said')
        ? `TikTok said ${said.text('said')}, which cannot hold beside ${said.text('kept')}`
        : 'TikTok said two final things that cannot both hold',
  ],
  ForeignVideoFound: ['calm', 'A video that Postlog has not posted was found'],
  WebhookUnmatched: ['wait', 'A webhook waited seven days for its account or post, and none came'],
};
