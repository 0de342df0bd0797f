/** The words for a webhook delivery. */
import type { Tone } from '../../parts/alert';
import { counted } from '../../parts/data/numbers';
import type { WebhookKind } from '../../platforms/platform';

interface Verdict {
  word: string;
  tone: Tone;
  means: string;
}

/** What a list tells of a delivery besides its name. */
export interface Outcome {
  word: string;
  tone: Tone;
}

const VERDICT_NAMES: Record<string, string> = {
  verified: 'Verified',
  unverified: 'Not verified',
  unparseable: 'Unreadable',
};
const TONES: Record<string, Tone> = { verified: 'good', unverified: 'wait', unparseable: 'bad' };

/** Say what a verdict means for a delivery that came from `platform`, or seems to. */
export function verdictOf(verdict: string, platform: string): Verdict {
  const meanings: Record<string, string> = {
    verified: `${platform} signed it with this app’s secret.`,
    unverified: 'No secret is set, so nobody knows who sent it.',
    unparseable: `${platform} signed it, but its content is ambiguous or broken. It changed nothing.`,
  };
  return {
    word: VERDICT_NAMES[verdict] ?? verdict,
    tone: TONES[verdict] ?? 'calm',
    means: meanings[verdict] ?? '',
  };
}

/** Name a delivery by its event; one without words is called as the platform calls it. */
export function kindOf(event: string | null, kinds: readonly WebhookKind[]): WebhookKind {
  const name = event ?? 'no event name';
  return kinds.find((kind) => kind.name === event) ?? { name, title: name, tone: 'calm' };
}

interface Settled {
  status: string;
  effects: readonly unknown[];
}

/** Say what became of a delivery, in a word or two. */
export function outcomeOf({ status, effects }: Settled): Outcome {
  if (effects.length > 0) return { word: counted(effects.length, 'change'), tone: 'good' };
  if (status === 'UNMATCHED') return { word: 'No match', tone: 'wait' };
  if (status === 'UNPARSEABLE') return { word: 'Unreadable', tone: 'bad' };
  return { word: 'No change', tone: 'calm' };
}

/** Say that a platform's test has arrived, and what that shows. */
export function testWords(verdict: string, platform: string): { title: string; means: string } {
  const signed = verdict === 'verified' ? ', and its signature is right' : '';
  return {
    title: `${platform}’s test arrived`,
    means: `Webhooks reach this address${signed}. A test is about no account and changes nothing.`,
  };
}

const DAY_MS = 86_400_000;

/** Whether a test that arrived is news; whoever comes later did not send it. */
export function isNews(receivedAt: string, now: number): boolean {
  return now - Date.parse(receivedAt) < DAY_MS;
}

const ALL = { value: '', label: 'All' };
export const VERDICTS = [
  ALL,
  ...Object.entries(VERDICT_NAMES).map(([value, label]) => ({ value, label })),
];
export const STATES = [
  ALL,
  { value: 'RECEIVED', label: 'Received' },
  { value: 'UNPARSEABLE', label: 'Unreadable' },
  { value: 'UNMATCHED', label: 'No match' },
];

/** Say why a delivery has no effects. */
export function withoutEffect(status: string, reason: string | null = null): string {
  if (reason === 'another_user')
    return 'It names a different account from the one that the post belongs to, so it changed nothing.';
  if (status === 'UNMATCHED')
    return 'Postlog waited seven days for the account or post that it names, and did not find it.';
  if (status === 'UNPARSEABLE') return 'It could not be read, so it changed nothing.';
  return 'It changed nothing: Postlog knew it already, or is still waiting for the post that it names.';
}

/** How long a delivery took from the event to us; the platforms give the event's time in seconds. */
export function delayOf(happened: string, received: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(received) - Date.parse(happened)) / 1_000));
  return seconds < 1 ? 'less than a second' : counted(seconds, 'second');
}
