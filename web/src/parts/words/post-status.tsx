/** Where a post stands, as a pill. */

import { wordsOf } from '../../platforms/tiktok/status-words';
import { Pill } from '../pill';

export function PostStatus({ status }: { status: string }) {
  const { tone, word } = wordsOf(status);
  return <Pill tone={tone}>{word}</Pill>;
}
