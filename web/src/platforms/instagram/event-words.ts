/** What each event of an Instagram account says, in words. */
import type { EventWords } from '../../parts/words/event-words';

const FOUND_BY: Record<string, string> = {
  container: '. Its answer was lost, but Instagram confirmed it later',
  media_list: '. Its answer was lost, but the post was found on the account',
};
const ACTIONS: Record<string, string> = { hide: 'hidden', show: 'shown again', delete: 'deleted' };

export const EVENTS: EventWords = {
  MediaRequested: ['calm', 'Post created'],
  RetryRequested: ['calm', (said) => `You tried again (attempt ${said.count('attempt')})`],
  ContainerCreated: ['calm', (said) => `Instagram started preparing the post${said.attempt}`],
  ContainerStatusObserved: [
    'calm',
    (said) => `Instagram reported its progress${said.because('platform_status')}`,
    'routine',
  ],
  PublishAttempted: [
    'calm',
    (said) => `Asked Instagram to publish the post${said.attempt}`,
    'routine',
  ],
  PublishOutcomeUnknown: [
    'wait',
    'Instagram did not say whether it published the post. Postlog is checking',
  ],
  PublishOutcomeGivenUp: [
    'bad',
    'After three days, it is still unknown whether Instagram published the post',
  ],
  MediaPublished: [
    'good',
    (said) => `Published on Instagram${FOUND_BY[said.text('found_by')] ?? ''}`,
  ],
  MediaIdentified: ['good', 'Instagram gave the post its link'],
  MediaFailed: [
    'bad',
    (said) =>
      `Instagram did not publish the post${said.attempt}${said.because('message')}${said.quoted('platform_message')}`,
  ],
  MediaObserved: [
    'calm',
    (said) =>
      said.text('post_id')
        ? 'The post is on the account'
        : 'Found a post that was not made with Postlog',
    'routine',
  ],
  MediaGone: ['wait', 'A post is no longer on the account'],
  InsightsSampled: ['calm', 'Updated a post’s numbers', 'routine'],
  InsightsNotSupported: ['wait', 'Instagram has no numbers for this older post'],
  StoryInsightsReceived: ['calm', 'A story ended, and Instagram sent its final numbers'],
  AccountInsightsSampled: [
    'calm',
    (said) => `Updated the account’s numbers${said.because('day')}`,
    'routine',
  ],
  PageObserved: [
    'calm',
    (said) =>
      said.text('access_level') === 'full' || !said.text('access_level')
        ? 'Checked what Postlog may do with the account'
        : `Postlog may do less with the account than before: ${said.text('access_level')}${said.because('reason')}`,
    'routine',
  ],
  CommentReceived: [
    'calm',
    (said) =>
      said.is('is_ours') ? 'You commented' : `${said.text('author_name') || 'Somebody'} commented`,
  ],
  CommentHidden: [
    'calm',
    (said) => (said.is('is_hidden') ? 'A comment was hidden' : 'A comment was shown again'),
  ],
  CommentDeleted: [
    'calm',
    (said) => (said.is('by_us') ? 'You deleted a comment' : 'A comment was deleted on Instagram'),
  ],
  CommentActionRefused: [
    'bad',
    (said) =>
      `A comment was not ${ACTIONS[said.text('action')] ?? 'changed'}${said.because('message')}${said.quoted('platform_message')}`,
  ],
  MentionReceived: [
    'calm',
    (said) => `${said.text('author_name') || 'Somebody'} mentioned the account`,
  ],
  ReplyRequested: ['calm', 'You replied'],
  ReplyAttempted: ['calm', 'Your reply is being sent', 'routine'],
  ReplyOutcomeUnknown: [
    'wait',
    'Instagram did not confirm your reply. Postlog is checking whether it is there',
  ],
  ReplyPosted: ['good', 'Your reply is posted'],
  ReplyFailed: [
    'bad',
    (said) =>
      `Your reply was not posted${said.because('message')}${said.quoted('platform_message')}`,
  ],
  ReplyOutcomeGivenUp: ['bad', 'It is still unknown whether your reply was posted'],
  WebhookUnmatched: ['wait', 'A webhook waited seven days for its account, and was set aside'],
};
