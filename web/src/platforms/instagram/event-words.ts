/** What each event of an Instagram account says, in words. */
import type { EventWords } from '../../parts/words/event-words';

const FOUND_BY: Record<string, string> = {
  container: '. Its answer was lost, but the container says that it is published',
  media_list: '. Its answer was lost, but the account’s media list confirmed it',
};
const ACTIONS: Record<string, string> = { hide: 'hidden', show: 'shown again', delete: 'deleted' };

export const EVENTS: EventWords = {
  MediaRequested: ['calm', 'A post was asked for'],
  RetryRequested: [
    'calm',
    (said) => `You asked for a new attempt; attempt ${said.count('attempt')} began`,
  ],
  ContainerCreated: ['calm', (said) => `Instagram began to prepare the post${said.attempt}`],
  ContainerStatusObserved: [
    'calm',
    (said) => `Instagram said how far it has prepared the post${said.because('platform_status')}`,
  ],
  PublishAttempted: ['calm', (said) => `Instagram was asked to publish the post${said.attempt}`],
  PublishOutcomeUnknown: [
    'wait',
    'Instagram did not say clearly whether it published the post; Postlog is finding out',
  ],
  PublishOutcomeGivenUp: [
    'bad',
    'After three days it is still unknown whether Instagram published the post',
  ],
  MediaPublished: [
    'good',
    (said) => `The post is published${FOUND_BY[said.text('found_by')] ?? ''}`,
  ],
  MediaIdentified: ['good', 'Instagram told where the post can be seen'],
  MediaFailed: [
    'bad',
    (said) =>
      `Instagram did not publish the post${said.attempt}${said.because('message')}${said.quoted('platform_message')}`,
  ],
  MediaObserved: [
    'calm',
    (said) =>
      said.text('post_id')
        ? 'The post is in the account’s media list'
        : 'A post that Postlog has not made is in the account’s media list',
  ],
  MediaGone: ['wait', 'A post is in the account’s media list no more'],
  InsightsSampled: ['calm', 'The numbers of a post were read'],
  InsightsNotSupported: ['wait', 'Instagram has no numbers for a post from before'],
  StoryInsightsReceived: ['calm', 'A story is over; Instagram sent its last numbers'],
  AccountInsightsSampled: [
    'calm',
    (said) => `The numbers of the account were read${said.because('day')}`,
  ],
  PageObserved: [
    'calm',
    (said) =>
      said.text('access_level') === 'full' || !said.text('access_level')
        ? 'How the account is reached was looked up'
        : `The account can be used for less than before: ${said.text('access_level')}${said.because('reason')}`,
  ],
  CommentReceived: [
    'calm',
    (said) =>
      said.is('is_ours')
        ? 'A comment of yours is there'
        : `${said.text('author_name') || 'Somebody'} wrote a comment`,
  ],
  CommentHidden: [
    'calm',
    (said) => (said.is('is_hidden') ? 'A comment was hidden' : 'A comment was shown again'),
  ],
  CommentDeleted: [
    'calm',
    (said) => (said.is('by_us') ? 'You deleted a comment' : 'A comment was deleted at Instagram'),
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
  ReplyRequested: ['calm', 'You answered'],
  ReplyAttempted: ['calm', 'Your answer is being sent'],
  ReplyOutcomeUnknown: ['wait', 'Instagram’s answer was lost; Postlog looks for yours'],
  ReplyPosted: ['good', 'Your answer is posted'],
  ReplyFailed: [
    'bad',
    (said) =>
      `Your answer was not posted${said.because('message')}${said.quoted('platform_message')}`,
  ],
  ReplyOutcomeGivenUp: ['bad', 'It is still unknown whether your answer was posted'],
  WebhookUnmatched: ['wait', 'A webhook waited seven days for its account, which did not appear'],
};
