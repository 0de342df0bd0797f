/** Where an account stands, as a pill. */
import { wordsOfAccount } from './account-words';
import { Pill } from './pill';

export function AccountStatus({ status }: { status: string }) {
  const { tone, word } = wordsOfAccount(status);
  return <Pill tone={tone}>{word}</Pill>;
}
