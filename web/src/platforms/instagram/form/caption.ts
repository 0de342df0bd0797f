/** What Instagram counts in a caption, and from where on it is too much. */

export const LONGEST_CAPTION = 2200;
export const MOST_HASHTAGS = 30;
export const MOST_MENTIONS = 20;
const HASHTAG = /#[\p{L}\p{N}_]+/gu;
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_.]+/gu;

export interface Counts {
  characters: number;
  hashtags: number;
  mentions: number;
}

/** Count as the service does. */
export function countsOf(caption: string): Counts {
  return {
    characters: caption.length,
    hashtags: [...caption.matchAll(HASHTAG)].length,
    mentions: [...caption.matchAll(MENTION)].length,
  };
}

/** What is wrong with the caption, as one sentence; empty where nothing is. */
export function captionTrouble(caption: string): string {
  const { characters, hashtags, mentions } = countsOf(caption);
  if (characters > LONGEST_CAPTION) {
    return `Shorten the caption to ${LONGEST_CAPTION} characters.`;
  }
  if (hashtags > MOST_HASHTAGS) return `Use at most ${MOST_HASHTAGS} hashtags.`;
  return mentions > MOST_MENTIONS ? `Mention at most ${MOST_MENTIONS} accounts.` : '';
}

export interface Overflow {
  /** What stands before it, shortened. */
  before: string;
  /** The first that is too much: a hashtag, a mention, or the rest of the text. */
  over: string;
}

const SHOWN = 40;

/** Find the first place that is too much; null where the caption fits. */
export function overflowOf(caption: string): Overflow | null {
  const hashtag = [...caption.matchAll(HASHTAG)][MOST_HASHTAGS];
  const mention = [...caption.matchAll(MENTION)][MOST_MENTIONS];
  const found = [
    ...(caption.length > LONGEST_CAPTION ? [{ at: LONGEST_CAPTION, length: SHOWN }] : []),
    ...[hashtag, mention].flatMap((one) => (one ? [{ at: one.index, length: one[0].length }] : [])),
  ].sort((one, other) => one.at - other.at);
  const [first] = found;
  if (!first) return null;
  return {
    before: caption.slice(Math.max(first.at - SHOWN, 0), first.at),
    over: caption.slice(first.at, first.at + first.length),
  };
}
