/** A post's status, as a pill. */
import type { Platform } from '../../platforms/platform';
import { Pill } from '../pill';
import { wordsOf } from './status-words';

export function StatusPill({ platform, status }: { platform: Platform; status: string }) {
  const { tone, word } = wordsOf(platform.words.statuses, status);
  return <Pill tone={tone}>{word}</Pill>;
}
