/** What became of an answer, in words, and whether another one may be written. */

import type { Crm } from '../../../api/clients';
import type { Tone } from '../../../parts/alert';
import type { Instagram } from '../api';
import type { Reader } from './privately';

const WORDS: Record<string, readonly [Tone, string]> = {
  REQUESTED: ['wait', 'Your answer is about to be sent'],
  ATTEMPTED: ['wait', 'Your answer is being sent'],
  OUTCOME_UNKNOWN: ['wait', 'Instagram’s answer was lost; Postlog looks for yours'],
  POSTED: ['good', 'You answered'],
  FAILED: ['bad', 'Your answer was not posted'],
  UNKNOWN: ['bad', 'Your answer may be posted; check the app before you answer again'],
};
const PRIVATE_WORDS: Record<string, readonly [Tone, string]> = {
  REQUESTED: ['wait', 'Your private answer is about to be sent'],
  ATTEMPTED: ['wait', 'Your private answer is being sent'],
  OUTCOME_UNKNOWN: ['wait', 'Instagram’s answer was lost'],
  POSTED: ['good', 'You answered privately'],
  FAILED: ['bad', 'Your private answer was not sent'],
  UNKNOWN: ['bad', 'Your private answer may be sent; look in the app before you answer again'],
};
const UNDER_WAY = new Set(['REQUESTED', 'ATTEMPTED']);
const UNCLEAR = new Set(['OUTCOME_UNKNOWN', 'UNKNOWN']);

export type Reply = Pick<
  Crm['Reply'],
  'reply_id' | 'status' | 'target' | 'text' | 'fail_message' | 'created_at'
>;

export function wordsOfReply({
  status,
  target,
  fail_message,
}: Pick<Reply, 'status' | 'target' | 'fail_message'>): {
  tone: Tone;
  sentence: string;
} {
  const known = target === 'private' ? PRIVATE_WORDS : WORDS;
  const [tone, words] = known[status] ?? (['calm', 'Your answer'] as const);
  return { tone, sentence: fail_message ? `${words}: ${fail_message}` : words };
}

/** Give all answers, also one that was accepted just now and is not in the list yet. */
export function withSent(
  replies: readonly Reply[],
  sent: readonly Instagram['ReplyAnswer'][],
): Reply[] {
  const known = new Set(replies.map(({ reply_id }) => reply_id));
  const further = sent.filter(({ reply_id }) => !known.has(reply_id));
  return [
    ...replies,
    ...further.map((one) => ({ ...one, target: one.to, fail_message: null, created_at: null })),
  ];
}

export function isUnderWay(replies: readonly Reply[]): boolean {
  return replies.some(({ status }) => UNDER_WAY.has(status));
}

/** Whether one more answer might be the second of its kind. */
export function isUnclear(replies: readonly Reply[]): boolean {
  return replies.some(({ status }) => UNCLEAR.has(status));
}

/** Give who was to see the last answer, if that was refused. */
export function refusedReader(replies: readonly Reply[]): Reader {
  const last = replies.at(-1);
  return last?.status === 'FAILED' && last.target === 'private' ? 'author' : 'everybody';
}

/** Give the text of the last answer, if that was refused: it can be mended and sent again. */
export function refusedText(replies: readonly Reply[]): string {
  const last = replies.at(-1);
  return last?.status === 'FAILED' ? last.text : '';
}
