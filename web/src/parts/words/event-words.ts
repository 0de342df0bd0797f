/** The sentence for each event of an account; the payload is shown beside it, unchanged. */
import type { Tone } from '../alert';
import { type Payload, Said } from './said';

interface Words {
  sentence: string;
  tone: Tone;
  /** It only tells how things were done: a call, a look, a renewal. */
  isRoutine: boolean;
}

/** Colour and sentence of each event, by its name in the log; what is routine is folded away. */
export type EventWords = Readonly<
  Record<string, readonly [Tone, string | ((said: Said) => string), 'routine'?]>
>;

/** A platform, as far as it has events of its own. */
interface Source {
  id: string;
  name: string;
  events: EventWords;
}

/** Events that every platform has. */
const SHARED: EventWords = {
  'accounts.AccountConnected': [
    'good',
    (said) =>
      said.text('display_name').trim()
        ? `${said.text('display_name')} was connected`
        : 'The account was connected; its name is not known yet',
  ],
  'accounts.GrantRefused': [
    'bad',
    (said) => `The account could not be connected${said.because('reason')}`,
  ],
  'accounts.AccountRefreshed': [
    'calm',
    (said) => `${said.platform} renewed Postlog’s access`,
    'routine',
  ],
  'accounts.AccountRefreshFailed': [
    'wait',
    (said) => `Renewing access failed; Postlog will try again${said.because('reason')}`,
  ],
  'accounts.ReauthorizationRequired': [
    'bad',
    (said) => `The account needs to be reconnected${said.because('reason')}`,
  ],
  'accounts.GrantExpiryApproached': [
    'wait',
    'Access to the account ends within a month. Reconnect the account to keep it',
  ],
  'accounts.ProfileObserved': [
    'calm',
    (said) =>
      `The account’s name or picture changed on ${said.platform}. It is now ${said.text('display_name')}`,
  ],
  'accounts.AuthorizationRemovedObserved': [
    'wait',
    (said) =>
      `${said.platform} reported that access was removed: ${said.withdrawal('reason') || 'no reason given'}`,
  ],
  'accounts.PostsFoundTwice': [
    'bad',
    (said) =>
      said.text('post_ids')
        ? `A post that was tried again is now on ${said.platform} twice`
        : `No post of this account is on ${said.platform} twice any more`,
  ],
  'accounts.AccountDisconnected': [
    'calm',
    (said) => {
      const why = said.withdrawal('reason');
      if (why) return `The account was disconnected: ${why}`;
      if (said.is('shared'))
        return `The account was disconnected. Postlog keeps its ${said.platform} permission, because other accounts need it`;
      return said.is('revoked')
        ? `The account was disconnected, and ${said.platform} confirmed it`
        : `The account was disconnected. ${said.platform} has not confirmed it`;
    },
  ],
  'webhooks.WebhookReceived': [
    'calm',
    (said) => `${said.platform} sent a webhook: ${said.text('event') || 'no event name'}`,
    'routine',
  ],
};

/** Give a type without its version: `accounts.AccountConnected.v1` is `accounts.AccountConnected`. */
function unversioned(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

/** Give a type as it is told beside its words: `AccountConnected`. */
export function shortName(type: string): string {
  return unversioned(type).split('.').at(-1) ?? type;
}

/** Give the words for an event; a type that is not known yet is shown by its name. */
export function wordsFor(platforms: readonly Source[], type: string, payload: Payload): Words {
  const name = unversioned(type);
  const [owner] = name.split('.');
  const by = (id: unknown) => platforms.find((platform) => platform.id === id);
  const platform = by(owner) ?? by(payload.provider);
  const found = SHARED[name] ?? by(owner)?.events[shortName(type)];
  const [tone, words, kind] = found ?? (['calm', shortName(type)] as const);
  const said = new Said(payload, platform?.name ?? 'The platform');
  const sentence = typeof words === 'string' ? words : words(said);
  return { tone, sentence, isRoutine: kind === 'routine' };
}

/** Give every type of event that a story may hold, for whoever looks for one. */
export function typesOf(platforms: readonly Source[]): string[] {
  const own = platforms.flatMap(({ id, events }) =>
    Object.keys(events).map((name) => `${id}.${name}`),
  );
  return [...Object.keys(SHARED), ...own].map((name) => `${name}.v1`);
}
