/** What is said of a delivery. */
import type { Tone } from '../../parts/alert';

interface Verdict {
  word: string;
  tone: Tone;
  means: string;
}

const BY_VERDICT: Record<string, Verdict> = {
  verified: { word: 'Verified', tone: 'good', means: 'Signed by TikTok with this app’s secret.' },
  unverified: {
    word: 'Unverified',
    tone: 'wait',
    means: 'No secret is set, so nobody knows who sent it.',
  },
  unparseable: {
    word: 'Unparseable',
    tone: 'bad',
    means:
      'Signed by TikTok, but nothing that all readers would understand alike. It has no effect.',
  },
};

export function verdictOf(verdict: string): Verdict {
  return BY_VERDICT[verdict] ?? { word: verdict, tone: 'calm', means: '' };
}

const ALL = { value: '', label: 'All' };
export const VERDICTS = [
  ALL,
  ...Object.entries(BY_VERDICT).map(([value, { word }]) => ({ value, label: word })),
];
export const STATES = [
  ALL,
  { value: 'RECEIVED', label: 'Received' },
  { value: 'UNPARSEABLE', label: 'Unparseable' },
  { value: 'UNMATCHED', label: 'Unmatched' },
];

/** What TikTok sends webhooks about: https://developers.tiktok.com/doc/webhooks-events */
export const EVENTS = [
  'authorization.removed',
  'post.publish.complete',
  'post.publish.failed',
  'post.publish.inbox_delivered',
  'post.publish.publicly_available',
  'post.publish.no_longer_publicaly_available',
];

/** What a delivery without effects means: it changed nothing, or it still waits. */
export function withoutEffect(status: string): string {
  if (status === 'UNMATCHED')
    return 'It waited seven days for the account or post that it names, and none came.';
  if (status === 'UNPARSEABLE') return 'It could not be read, so it changed nothing.';
  return 'It changed nothing, because it told nothing new; or it waits for the post that it names.';
}
