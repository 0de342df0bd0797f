/** What each state of an account is called, in which colour, and whether it is still on its way. */
import type { Auth } from '../../api/clients';
import type { Tone } from '../alert';

type AccountStatus = Auth['Status'];

interface Words {
  word: string;
  tone: Tone;
}

const WORDS: Record<AccountStatus, Words> = {
  CONNECTING: { word: 'Connecting', tone: 'wait' },
  CONNECTED: { word: 'Connected', tone: 'good' },
  LIMITED: { word: 'Limited access', tone: 'wait' },
  REFUSED: { word: 'Not connected', tone: 'bad' },
  REAUTHORIZATION_REQUIRED: { word: 'Reconnect', tone: 'bad' },
  DISCONNECTING: { word: 'Disconnecting', tone: 'wait' },
  DISCONNECTED: { word: 'Disconnected', tone: 'calm' },
};

/** Give the words of a status; one that is not known yet is shown as it is written. */
export function wordsOfAccount(status: string): Words {
  const plain = status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');
  return WORDS[status as AccountStatus] ?? { word: plain, tone: 'calm' };
}

/** Whether an account can be posted to. */
export function isWorking(status: string): boolean {
  return status === 'CONNECTED' || status === 'LIMITED';
}

/** Whether its status is about to change by itself. */
export function isOnItsWay(status: string): boolean {
  return status === 'CONNECTING' || status === 'DISCONNECTING';
}

/** Whether Postlog has a permission that it can give back. */
export function isDisconnectable(status: string): boolean {
  return isWorking(status) || status === 'REAUTHORIZATION_REQUIRED';
}
