/** Where a post stands, as a pill. */
import { Pill } from './pill';
import { wordsOf } from './post-words';

export function PostStatus({ status }: { status: string }) {
  const { tone, word } = wordsOf(status);
  return <Pill tone={tone}>{word}</Pill>;
}
