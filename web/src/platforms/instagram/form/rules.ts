/**
 * Instagram's rules for a post, as far as the form can tell; the service checks them again.
 * https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
 */
import { fileTrouble } from './files';
import {
  hasAltText,
  hasCaption,
  type Item,
  itemsOf,
  MOST_ITEMS,
  type PostForm,
  wantedFor,
} from './post-form';

export const LONGEST_CAPTION = 2200;
export const LONGEST_ALT_TEXT = 1000;
export const MOST_HASHTAGS = 30;
export const MOST_MENTIONS = 20;

export interface Counts {
  characters: number;
  hashtags: number;
  mentions: number;
}

/** Count as the service does. */
export function countsOf(caption: string): Counts {
  return {
    characters: caption.length,
    hashtags: [...caption.matchAll(/#[\p{L}\p{N}_]+/gu)].length,
    mentions: [...caption.matchAll(/(?<![\p{L}\p{N}_])@[\p{L}\p{N}_.]+/gu)].length,
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

export function isAddress(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text.trim());
    return protocol === 'https:' && hostname.includes('.');
  } catch {
    return false;
  }
}

/** Give what must still be done before the post can be published, as sentences. */
export function missing(form: PostForm): string[] {
  const items = itemsOf(form);
  const isCarousel = form.kind === 'CAROUSEL';
  const several = isCarousel && (items.length < 2 || items.length > MOST_ITEMS);
  return [
    ...(several ? [`A carousel has 2 to ${MOST_ITEMS} pictures or videos.`] : []),
    ...items.flatMap((item, at) => itemTrouble(form, item, isCarousel ? ` ${at + 1}` : '')),
    ...(hasCaption(form) ? [captionTrouble(form.caption)].filter(Boolean) : []),
  ];
}

function itemTrouble(form: PostForm, item: Item, number: string): string[] {
  const found = sourceTrouble(form, item, number);
  const isLong = hasAltText(form, item) && item.altText.length > LONGEST_ALT_TEXT;
  return isLong ? [...found, `Shorten the alternative text${number}.`] : found;
}

function sourceTrouble(form: PostForm, { file, address }: Item, number: string): string[] {
  if (form.source === 'ADDRESS') {
    return isAddress(address) ? [] : [`Give the address${number}, beginning with https://.`];
  }
  if (!file) return [`Choose the file${number}.`];
  const trouble = fileTrouble(file, wantedFor(form.kind));
  return trouble ? [`${file.name}: ${trouble}`] : [];
}
