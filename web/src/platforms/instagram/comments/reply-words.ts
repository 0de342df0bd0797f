/** What became of an answer, in words. */

import type { Crm } from '../../../api/clients';
import type { Tone } from '../../../parts/alert';

const WORDS: Record<string, readonly [Tone, string]> = {
  REQUESTED: ['wait', 'Your answer is about to be sent'],
  ATTEMPTED: ['wait', 'Your answer is being sent'],
  OUTCOME_UNKNOWN: ['wait', 'Instagram’s answer was lost; Postlog looks for yours'],
  POSTED: ['good', 'You answered'],
  FAILED: ['bad', 'Your answer was not posted'],
  UNKNOWN: ['bad', 'Your answer may be posted; look in the app before you answer again'],
};

type Reply = Pick<Crm['Reply'], 'status' | 'fail_message'>;

export function wordsOfReply({ status, fail_message }: Reply): { tone: Tone; sentence: string } {
  const [tone, words] = WORDS[status] ?? (['calm', 'Your answer'] as const);
  return { tone, sentence: fail_message ? `${words}: ${fail_message}` : words };
}
