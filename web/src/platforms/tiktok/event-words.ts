/** What each event of a TikTok post says, in words. */
import type { EventWords } from '../../parts/words/event-words';

const FOUND_BY: Record<string, string> = {
  webhook: '. Its answer was lost, but a webhook confirmed it',
  video_list: '. Its answer was lost, but the post was found in the account’s videos',
};

const SAID: Record<string, string> = {
  PROCESSING_UPLOAD: 'TikTok is still receiving the video',
  PROCESSING_DOWNLOAD: 'TikTok is downloading the post',
  invalid_publish_id: 'TikTok does not know this post',
  token_not_authorized_for_specified_publish_id: 'TikTok says this post belongs to another account',
};

export const EVENTS: EventWords = {
  PostRequested: [
    'calm',
    (said) => (said.text('media') === 'PHOTO' ? 'Photo post created' : 'Video post created'),
  ],
  InitAttempted: ['calm', (said) => `Sent the post to TikTok${said.attempt}`, 'routine'],
  InitAccepted: [
    'calm',
    (said) => `TikTok accepted the post${said.attempt}${FOUND_BY[said.text('found_by')] ?? ''}`,
  ],
  InitRejected: [
    'bad',
    (said) =>
      `TikTok refused the post${said.attempt}${said.because('message')}${said.quoted('platform_message')}`,
  ],
  InitOutcomeUnknown: ['wait', 'TikTok’s answer was lost. The post may or may not exist'],
  InitOutcomeGivenUp: ['bad', 'After three days, it is still unknown whether TikTok has the post'],
  RetryRequested: ['calm', (said) => `You tried again (attempt ${said.count('attempt')})`],
  CancelRequested: ['wait', 'You cancelled the post'],
  CancelRefused: [
    'wait',
    (said) => `TikTok could not cancel the post${said.quoted('platform_message')}`,
  ],
  UploadTerminated: [
    'calm',
    (said) =>
      said.text('fail_reason') === 'unsupported_video'
        ? 'TikTok does not accept this kind of file. Nothing was sent'
        : 'The upload was cancelled. Nothing was posted',
  ],
  UploadRefused: [
    'bad',
    (said) =>
      said.text('code') === 'upload_end_unclear'
        ? `TikTok refused the end of the video, but may have it from an earlier try: it may be posted${said.quoted('platform_message')}`
        : `TikTok refused part of the video. Nothing was posted${said.because('code')}${said.quoted('platform_message')}`,
  ],
  UploadCompleted: ['calm', (said) => `Upload finished (${said.count('video_size')} bytes)`],
  StatusObserved: [
    'calm',
    (said) =>
      SAID[said.text('platform_status')]
        ? `${SAID[said.text('platform_status')]}${said.by}`
        : `TikTok reported its progress${said.because('platform_status')}`,
    'routine',
  ],
  PostPublished: ['good', (said) => `Published on TikTok${said.by}`],
  PostDeliveredToInbox: [
    'good',
    (said) => `Draft delivered to your TikTok inbox, to be finished there${said.by}`,
  ],
  PostBecamePublic: ['good', (said) => `Now public on TikTok${said.by}`],
  PostNoLongerPublic: ['wait', (said) => `No longer public on TikTok${said.by}`],
  PostFailed: ['bad', (said) => `Failed${said.because('fail_reason')}${said.by}`],
  PostDelayed: [
    'wait',
    'TikTok has not reported a result for half an hour. Postlog now checks less often',
  ],
  PostLost: [
    'bad',
    'TikTok has not reported a result for a day. Postlog stopped checking; a webhook still counts',
  ],
  MetricsSampled: [
    'calm',
    (said) =>
      `${said.count('view_count')} views, ${said.count('like_count')} likes, ` +
      `${said.count('comment_count')} comments and ${said.count('share_count')} shares so far`,
    'routine',
  ],
  PostDrifted: [
    'wait',
    (said) =>
      said.text('kind') === 'missing'
        ? 'The post should be public, but is not among the account’s videos'
        : 'The post is among the account’s videos, although it was not known to be public',
  ],
  StatusConflict: [
    'bad',
    (said) =>
      said.text('said')
        ? `TikTok reported ${said.text('said')}, which contradicts ${said.text('kept')}`
        : 'TikTok gave two final answers that contradict each other',
  ],
  ForeignVideoFound: ['calm', 'Found a video that was not posted with Postlog', 'routine'],
  WebhookUnmatched: [
    'wait',
    'A webhook waited seven days for its account or post, and was set aside',
  ],
};
