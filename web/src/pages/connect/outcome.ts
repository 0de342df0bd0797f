/** How connecting ended: the code in the address, and the words for it. */
import type { Auth } from '../../api/clients';
import { Problem } from '../../api/problem';
import type { Tone } from '../../parts/alert';
import { isOnItsWay, isWorking } from '../../parts/words/account-words';
import type { Platform } from '../../platforms/platform';
import { authorized } from '../../session/authorized';

export type Outcome = Auth['OutcomeView'];

/** What the platform's answer left in the address; `accountId` is there where it gave permission. */
export interface Ending {
  code: string;
  accountId: string;
  said: string;
  trace: string;
}

type Named = Pick<Platform, 'id' | 'name'>;

export const UNKNOWN_ACCOUNT = 'unknown-account';
const CONNECTED = 'connected';
/** The person pressed Cancel on the platform's page. */
export const DECLINED = 'access_denied';
const CODE = /^[a-z_-]{1,64}$/i;

/** Read the ending from a page's query; null on an ordinary visit. */
export function endingOf(query: Record<string, string>): Ending | null {
  const { connected = '', error = '', said = '', trace = '' } = query;
  if (!connected && !error) return null;
  return { code: connected ? CONNECTED : error, accountId: connected, said, trace };
}

/** Give the address of the words for an ending; `provider` is the platform that sent the person back. */
export function wordsAddress({ code, accountId, said, trace }: Ending, provider: string): string {
  const about = { provider, account: accountId, said, trace };
  const told = Object.entries(about).filter(([, value]) => value !== '');
  return `/api/auth/outcomes/${encodeURIComponent(code)}?${new URLSearchParams(told)}`;
}

/** Give general words: the address was changed by hand, or names an ending that Postlog does not know. */
export function unexplained({ accountId, trace }: Ending, platform: string): Outcome {
  return {
    code: accountId ? UNKNOWN_ACCOUNT : 'unexplained',
    title: accountId ? 'Account not found' : 'Something went wrong',
    happened: accountId
      ? 'The address names an account that is not yours.'
      : 'Postlog does not know this error. Nothing was connected.',
    advice: `Connect ${platform} once more.`,
    trace_id: trace || null,
    account: null,
  };
}

/** Ask the API for the words; an unknown ending has general words. */
export async function readOutcome(ending: Ending, { id, name }: Named): Promise<Outcome> {
  if (!CODE.test(ending.code)) return unexplained(ending, name);
  const address = wordsAddress(ending, id);
  const request = new Request(address, { headers: { Accept: 'application/json' } });
  const response = await authorized(request);
  const said: unknown = await response.json().catch(() => undefined);
  if (response.status === 404) return unexplained(ending, name);
  if (!response.ok) throw Problem.of(response, said);
  return said as Outcome;
}

/** Give the colour of an outcome, by the account's status; whoever said no is told so calmly. */
export function toneOf({ account, code }: Pick<Outcome, 'account' | 'code'>): Tone {
  if (!account) return code === DECLINED ? 'calm' : 'bad';
  if (isWorking(account.status)) return account.status === 'LIMITED' ? 'wait' : 'good';
  if (isOnItsWay(account.status)) return 'wait';
  return account.status === 'DISCONNECTED' ? 'calm' : 'bad';
}
