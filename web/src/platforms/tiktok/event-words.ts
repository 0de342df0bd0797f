/** What each event of a TikTok post says, in words. */
import type { EventWords } from '../../parts/words/event-words';

const FOUND_BY: Record<string, string> = {
  webhook: '. Its answer was lost, but a webhook confirmed it',
  video_list: '. Its answer was lost, but the account’s video list confirmed it',
};

const SAID: Record<string, string> = {
  PROCESSING_UPLOAD: 'TikTok said that the video is still being sent',
  PROCESSING_DOWNLOAD: 'TikTok said that it is fetching the post',
  invalid_publish_id: 'TikTok said that it does not know this post',
  token_not_authorized_for_specified_publish_id:
    'TikTok said that this post belongs to another account',
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
    (said) =>
      `TikTok refused the post${said.attempt}${said.because('message')}${said.quoted('platform_message')}`,
  ],
  InitOutcomeUnknown: [
    'wait',
    'TikTok’s answer was lost; TikTok may or may not have made the post',
  ],
  InitOutcomeGivenUp: ['bad', 'After three days it is still unknown whether TikTok made the post'],
  RetryRequested: [
    'calm',
    (said) => `You asked for a new attempt; attempt ${said.count('attempt')} began`,
  ],
  CancelRequested: ['wait', 'You asked to cancel the post'],
  CancelRefused: [
    'wait',
    (said) => `TikTok does not cancel the post${said.quoted('platform_message')}`,
  ],
  UploadTerminated: [
    'calm',
    (said) =>
      said.text('fail_reason') === 'unsupported_video'
        ? 'TikTok does not take this kind of file; nothing of it was sent'
        : 'The upload was cancelled; nothing was posted',
  ],
  UploadRefused: [
    'bad',
    (said) =>
      said.text('code') === 'upload_end_unclear'
        ? `TikTok refused the end of the video, but may have it from a try before: it may be posted${said.quoted('platform_message')}`
        : `TikTok refused a part of the video; nothing was posted${said.because('code')}${said.quoted('platform_message')}`,
  ],
  UploadCompleted: [
    'calm',
    (said) => `TikTok has all ${said.count('video_size')} bytes of the video`,
  ],
  StatusObserved: [
    'calm',
    (said) =>
      SAID[said.text('platform_status')]
        ? `${SAID[said.text('platform_status')]}${said.by}`
        : `TikTok said where the post stands${said.because('platform_status')}`,
  ],
  PostPublished: ['good', (said) => `TikTok said that the post is published${said.by}`],
  PostDeliveredToInbox: [
    'good',
    (said) => `The post is in the TikTok inbox, to be finished there; TikTok said so${said.by}`,
  ],
  PostBecamePublic: ['good', (said) => `The post became public; TikTok said so${said.by}`],
  PostNoLongerPublic: ['wait', (said) => `The post is no longer public; TikTok said so${said.by}`],
  PostFailed: [
    'bad',
    (said) => `TikTok reported that the post failed${said.by}${said.because('fail_reason')}`,
  ],
  PostDelayed: [
    'wait',
    'TikTok has not said for half an hour how the post ended. Postlog now asks less often',
  ],
  PostLost: [
    'bad',
    'TikTok has not said for a day how the post ended. Postlog stops asking; a webhook still counts',
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
        ? 'The post should be public, but it is not in the account’s video list'
        : 'The post is in the account’s video list, although it was not known to be public',
  ],
  StatusConflict: [
    'bad',
    (said) =>
      said.text('said')
        ? `TikTok said ${said.text('said')}, which contradicts ${said.text('kept')}`
        : 'TikTok gave two final answers that contradict each other',
  ],
  ForeignVideoFound: ['calm', 'A video that Postlog has not posted was found'],
  WebhookUnmatched: [
    'wait',
    'A webhook waited seven days for its account or post, which did not appear',
  ],
};
