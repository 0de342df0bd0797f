/** An account's status, as a pill. */

import { Pill } from '../pill';
import { wordsOfAccount } from './account-words';

export function AccountStatus({ status }: { status: string }) {
  const { tone, word } = wordsOfAccount(status);
  return <Pill tone={tone}>{word}</Pill>;
}
