/** What each event of an account says, in words; the payload beside it stays as it is in the log. */
import type { Tone } from '../alert';

export type Payload = Readonly<Record<string, unknown>>;

interface Words {
  sentence: string;
  tone: Tone;
}

type Say = (said: Said) => string;

/** The payload's values as text, so that a sentence holds whatever they are. */
class Said {
  constructor(private readonly payload: Payload) {}

  text(name: string): string {
    const value = this.payload[name];
    return value === null || value === undefined ? '' : String(value);
  }

  is(name: string): boolean {
    return this.payload[name] === true;
  }

  count(name: string): string {
    const value = this.payload[name];
    return typeof value === 'number' ? value.toLocaleString('en-GB') : '?';
  }

  /** Who brought the word, as the end of a sentence. */
  get by(): string {
    return WITNESSES[this.text('by')] ?? '';
  }

  /** Which attempt it was, where it was not the first. */
  get attempt(): string {
    const { attempt } = this.payload;
    return typeof attempt === 'number' && attempt > 1 ? ` (attempt ${attempt})` : '';
  }

  because(name: string): string {
    return this.text(name) ? `: ${this.text(name)}` : '';
  }
}

const WITNESSES: Record<string, string> = {
  poll: ' when asked',
  webhook: ' by webhook',
  video_list: ' in the account’s video list',
};
const FOUND_BY: Record<string, string> = {
  webhook: '. Its answer was lost, and a webhook told of it',
  video_list: '. Its answer was lost, and the video list told of it',
};

const WORDS: Record<string, [Tone, string | Say]> = {
  'accounts.AccountConnected': [
    'good',
    (said) => `The account ${said.text('display_name')} was connected`,
  ],
  'accounts.GrantRefused': [
    'bad',
    (said) => `The grant was not taken over${said.because('reason')}`,
  ],
  'accounts.AccountRefreshed': ['calm', 'TikTok renewed the access to the account'],
  'accounts.AccountRefreshFailed': [
    'wait',
    (said) => `Renewing the access failed, and will be tried again${said.because('reason')}`,
  ],
  'accounts.ReauthorizationRequired': [
    'bad',
    (said) => `The account must be connected again${said.because('reason')}`,
  ],
  'accounts.GrantExpiryApproached': [
    'wait',
    'The permission for the account ends within a month, unless it is connected again',
  ],
  'accounts.ProfileObserved': [
    'calm',
    (said) => `The account’s name or picture changed at TikTok; it is ${said.text('display_name')}`,
  ],
  'accounts.AuthorizationRemovedObserved': [
    'wait',
    (said) => `TikTok said that access was withdrawn${said.because('reason')}`,
  ],
  'accounts.AccountDisconnected': [
    'calm',
    (said) =>
      said.is('revoked')
        ? 'The account was disconnected, and TikTok confirmed it'
        : 'The account was disconnected; TikTok did not confirm it',
  ],
  'tiktok.PostRequested': [
    'calm',
    (said) => `A ${said.text('media') === 'PHOTO' ? 'photo post' : 'video post'} was asked for`,
  ],
  'tiktok.InitAttempted': ['calm', (said) => `TikTok was asked to take the post${said.attempt}`],
  'tiktok.InitAccepted': [
    'calm',
    (said) => `TikTok took the post${said.attempt}${FOUND_BY[said.text('found_by')] ?? ''}`,
  ],
  'tiktok.InitRejected': [
    'bad',
    (said) => `TikTok refused the post${said.attempt}${said.because('message')}`,
  ],
  'tiktok.InitOutcomeUnknown': [
    'wait',
    'TikTok’s answer was lost on the way; the post may or may not have been taken',
  ],
  'tiktok.InitOutcomeGivenUp': [
    'bad',
    'Three days have not told what became of the post; TikTok may have posted it',
  ],
  'tiktok.RetryRequested': [
    'calm',
    (said) => `The post was to be tried again; attempt ${said.count('attempt')} began`,
  ],
  'tiktok.CancelRequested': ['wait', 'The post was to be cancelled'],
  'tiktok.CancelRefused': [
    'wait',
    (said) => `TikTok does not cancel the post${said.because('code')}`,
  ],
  'tiktok.UploadTerminated': ['calm', 'The upload was given up; nothing was posted'],
  'tiktok.UploadCompleted': [
    'calm',
    (said) => `TikTok has all ${said.count('video_size')} bytes of the video`,
  ],
  'tiktok.StatusObserved': [
    'calm',
    (said) =>
      said.text('platform_status')
        ? `TikTok said that the post is ${said.text('platform_status')}${said.by}`
        : 'TikTok said where the post stands',
  ],
  'tiktok.PostPublished': ['good', (said) => `TikTok said that the post is published${said.by}`],
  'tiktok.PostDeliveredToInbox': [
    'good',
    (said) => `The post is in the TikTok inbox, to be finished there; TikTok said so${said.by}`,
  ],
  'tiktok.PostBecamePublic': ['good', (said) => `The post became public; TikTok said so${said.by}`],
  'tiktok.PostNoLongerPublic': [
    'wait',
    (said) => `The post is public no more; TikTok said so${said.by}`,
  ],
  'tiktok.PostFailed': [
    'bad',
    (said) => `TikTok gave the post up${said.by}${said.because('fail_reason')}`,
  ],
  'tiktok.PostDelayed': [
    'wait',
    'TikTok has said no last word for half an hour; it is asked less often from now on',
  ],
  'tiktok.PostLost': [
    'bad',
    'TikTok has said no last word for a day, and is asked no more; a webhook still counts',
  ],
  'tiktok.MetricsSampled': [
    'calm',
    (said) =>
      `${said.count('view_count')} views, ${said.count('like_count')} likes, ` +
      `${said.count('comment_count')} comments and ${said.count('share_count')} shares so far`,
  ],
  'tiktok.PostDrifted': [
    'wait',
    (said) =>
      said.text('kind') === 'missing'
        ? 'The post is public as far as we know, but the account’s video list lacks it'
        : 'The account’s video list holds the post, which was not known to be public',
  ],
  'tiktok.StatusConflict': [
    'bad',
    (said) =>
      said.text('said')
        ? `TikTok said ${said.text('said')}, which cannot hold beside ${said.text('kept')}`
        : 'TikTok said two final things that cannot both hold',
  ],
  'tiktok.ForeignVideoFound': ['calm', 'A video that Postlog has not posted was found'],
  'tiktok.WebhookUnmatched': [
    'wait',
    'A webhook waited seven days for its account or post, and none came',
  ],
  'webhooks.WebhookReceived': [
    'calm',
    (said) => `TikTok sent the webhook ${said.text('event') || 'that names no event'}`,
  ],
};

/** Give a type without its version: `tiktok.PostFailed.v1` is `tiktok.PostFailed`. */
function unversioned(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

/** Give a type as it is told beside its words: `PostFailed`. */
export function shortName(type: string): string {
  return unversioned(type).split('.').at(-1) ?? type;
}

/** Give the words for an event; a type that is not known yet is shown by its name. */
export function wordsFor(type: string, payload: Payload): Words {
  const [tone, words] = WORDS[unversioned(type)] ?? ['calm', shortName(type)];
  return { tone, sentence: typeof words === 'string' ? words : words(new Said(payload)) };
}

/** Every type of event that a story may hold, for whoever looks for one. */
export const TYPES: readonly string[] = Object.keys(WORDS).map((name) => `${name}.v1`);
