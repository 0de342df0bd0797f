/** How a post stands, as a pill. */
import { Pill } from '../../parts/pill';
import type { Platform, Post, Standing } from '../../platforms/platform';
import { isInterrupted } from '../../uploads/interrupted';

interface PillProps {
  platform: Platform;
  post: Standing & Pick<Post, 'post_id' | 'source'>;
}

export function PostPill({ platform, post }: PillProps) {
  if (isInterrupted(post)) return <Pill tone="wait">Interrupted</Pill>;
  const { tone, word } = platform.words.standingOf(post, Date.now());
  return <Pill tone={tone}>{word}</Pill>;
}
