/** The sentence for each event of an account; the payload is shown beside it, unchanged. */
import type { Tone } from '../alert';
import { type Payload, Said } from './said';

interface Words {
  sentence: string;
  tone: Tone;
}

/** Colour and sentence of each event, by its name in the log. */
export type EventWords = Readonly<
  Record<string, readonly [Tone, string | ((said: Said) => string)]>
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
        ? `The account ${said.text('display_name')} was connected`
        : 'The account was connected; its name is not known yet',
  ],
  'accounts.GrantRefused': [
    'bad',
    (said) => `The permission was not accepted${said.because('reason')}`,
  ],
  'accounts.AccountRefreshed': [
    'calm',
    (said) => `${said.platform} renewed the access to the account`,
  ],
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
    'The permission for the account ends within a month. Connect the account again to keep it',
  ],
  'accounts.ProfileObserved': [
    'calm',
    (said) =>
      `The account’s name or picture changed at ${said.platform}; it is ${said.text('display_name')}`,
  ],
  'accounts.AuthorizationRemovedObserved': [
    'wait',
    (said) =>
      `${said.platform} said that access was withdrawn: ${said.withdrawal('reason') || 'it gave no reason'}`,
  ],
  'accounts.PostsFoundTwice': [
    'bad',
    (said) =>
      said.text('post_ids')
        ? `A post that was tried again is public on ${said.platform} twice`
        : `No post of the account is public on ${said.platform} twice any more`,
  ],
  'accounts.AccountDisconnected': [
    'calm',
    (said) => {
      const why = said.withdrawal('reason');
      if (why) return `The account was disconnected: ${why}`;
      if (said.is('shared'))
        return `The account was disconnected; ${said.platform}’s permission stays, since other accounts need it`;
      return said.is('revoked')
        ? `The account was disconnected, and ${said.platform} confirmed it`
        : `The account was disconnected; ${said.platform} did not confirm it`;
    },
  ],
  'webhooks.WebhookReceived': [
    'calm',
    (said) => `${said.platform} sent the webhook ${said.text('event') || 'that names no event'}`,
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
  const [tone, words] = found ?? (['calm', shortName(type)] as const);
  const said = new Said(payload, platform?.name ?? 'The platform');
  return { tone, sentence: typeof words === 'string' ? words : words(said) };
}

/** Give every type of event that a story may hold, for whoever looks for one. */
export function typesOf(platforms: readonly Source[]): string[] {
  const own = platforms.flatMap(({ id, events }) =>
    Object.keys(events).map((name) => `${id}.${name}`),
  );
  return [...Object.keys(SHARED), ...own].map((name) => `${name}.v1`);
}
