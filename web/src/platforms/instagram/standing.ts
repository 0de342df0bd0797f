/** How an Instagram post stands where its state alone does not tell. */
import { type StatusWords, wordsOf } from '../../parts/words/status-words';
import type { PostWords, Standing } from '../platform';
import { STATUSES } from './status-words';

/** Tell what is listed no more: Instagram does not say whether it was deleted or archived. */
export function standingOf({ status, visibility }: Standing): StatusWords {
  if (visibility === 'WITHDRAWN') {
    return { word: 'No longer listed', tone: 'calm', isSettled: true, isOutcome: true };
  }
  return wordsOf(STATUSES, status);
}

/** What fails, in two or three words; a code of Instagram's is a number. */
export function reasonOf(code: string): string {
  if (/^\d/.test(code)) return `Error ${code}`;
  const plain = code.replaceAll(/[_-]+/g, ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Why Instagram gives no numbers of a post. */
export const uncountedOf: PostWords['uncountedOf'] = ({ status, visibility }, scopes) => {
  if (status !== 'PUBLISHED') return 'Numbers come once the post is published.';
  if (visibility === 'WITHDRAWN')
    return 'It is no longer listed, so Instagram gives no new numbers.';
  if (scopes && !scopes.some((scope) => scope.endsWith('manage_insights'))) {
    return 'Reconnect the account and allow Postlog to read its insights, to collect numbers.';
  }
  return null;
};
