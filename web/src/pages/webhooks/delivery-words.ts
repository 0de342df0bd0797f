/** The words for a webhook delivery. */
import type { Tone } from '../../parts/alert';

interface Verdict {
  word: string;
  tone: Tone;
  means: string;
}

const VERDICT_NAMES: Record<string, string> = {
  verified: 'Verified',
  unverified: 'Unverified',
  unparseable: 'Unparseable',
};
const TONES: Record<string, Tone> = { verified: 'good', unverified: 'wait', unparseable: 'bad' };

/** Say what a verdict means for a delivery that came from `platform`, or seems to. */
export function verdictOf(verdict: string, platform: string): Verdict {
  const meanings: Record<string, string> = {
    verified: `Signed by ${platform} with this app’s secret.`,
    unverified: 'No secret is set, so nobody knows who sent it.',
    unparseable: `Signed by ${platform}, but its content is ambiguous or broken. It has no effect.`,
  };
  return {
    word: VERDICT_NAMES[verdict] ?? verdict,
    tone: TONES[verdict] ?? 'calm',
    means: meanings[verdict] ?? '',
  };
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
  { value: 'UNPARSEABLE', label: 'Unparseable' },
  { value: 'UNMATCHED', label: 'Unmatched' },
];

/** Say why a delivery has no effects. */
export function withoutEffect(status: string, reason: string | null = null): string {
  if (reason === 'another_user')
    return 'It names another account than the one that the post belongs to, so it changed nothing.';
  if (status === 'UNMATCHED')
    return 'Postlog waited seven days for the account or post that it names, and did not find it.';
  if (status === 'UNPARSEABLE') return 'It could not be read, so it changed nothing.';
  return 'It changed nothing: Postlog knew it already, or is still waiting for the post that it names.';
}
