/**
 * Instagram's rules for a post, as far as the form can tell; the service checks them again.
 * https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
 */
import type { Missing } from '../../../composing/missing';
import { captionTrouble } from './caption';
import {
  type Files,
  hasAltText,
  hasCaption,
  type Item,
  itemsOf,
  MOST_ITEMS,
  type PostForm,
} from './post-form';
import { isUsername, namesIn } from './tags';
import { fileTroubleOf } from './verdict';

export const LONGEST_ALT_TEXT = 1000;
export const MOST_COLLABORATORS = 3;

export type Part = 'media' | 'cover' | 'caption' | 'people';

export function isAddress(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text.trim());
    return protocol === 'https:' && hostname.includes('.');
  } catch {
    return false;
  }
}

/** Give what must still be done before the post can be published, in the order of the form. */
export function missing(form: PostForm, files: Files): Missing<Part>[] {
  const items = itemsOf(form);
  const isCarousel = form.kind === 'CAROUSEL';
  const several = isCarousel && (items.length < 2 || items.length > MOST_ITEMS);
  const named = (part: Part, sentences: string[]) =>
    sentences.map((sentence) => ({ part, sentence }));
  return [
    ...named('media', several ? [`A carousel has 2 to ${MOST_ITEMS} pictures or videos.`] : []),
    ...named('media', !isCarousel && items.length === 0 ? [NOTHING[form.kind]] : []),
    ...named(
      'media',
      items.flatMap((item, at) => itemTrouble(form, item, files, isCarousel ? ` ${at + 1}` : '')),
    ),
    ...named('cover', coverTrouble(form)),
    ...(hasCaption(form) ? named('caption', [captionTrouble(form.caption)].filter(Boolean)) : []),
    ...(hasCaption(form) ? named('people', collaboratorsTrouble(form.collaborators)) : []),
  ];
}

const NOTHING = {
  IMAGE: 'Choose a picture.',
  REELS: 'Choose a video.',
  STORIES: 'Choose a picture or a video.',
  CAROUSEL: '',
} as const;

function itemTrouble(form: PostForm, item: Item, files: Files, number: string): string[] {
  const trouble = item.file
    ? fileTroubleOf(files.get(item.file), form.kind)
    : isAddress(item.address)
      ? null
      : `Enter the address${number}, starting with https://.`;
  const isLong = hasAltText(form.kind, item, files) && item.altText.length > LONGEST_ALT_TEXT;
  return [
    ...(trouble ? [trouble] : []),
    ...(isLong ? [`Shorten the alternative text${number}.`] : []),
    ...(item.tags.every(({ username }) => isUsername(username))
      ? []
      : [`Give each tag${number && ` of item${number}`} a user name, or remove it.`]),
  ];
}

function coverTrouble({ kind, coverAddress }: PostForm): string[] {
  const isWrong = kind === 'REELS' && coverAddress.trim() !== '' && !isAddress(coverAddress);
  return isWrong ? ['The cover address must start with https://.'] : [];
}

/** Say what is wrong with the collaborators, as they were typed. */
export function collaboratorsTrouble(text: string): string[] {
  const names = namesIn(text);
  const wrong = names.find((name) => !isUsername(name));
  if (wrong) return [`“${wrong}” is no user name.`];
  return names.length > MOST_COLLABORATORS
    ? [`Invite at most ${MOST_COLLABORATORS} collaborators.`]
    : [];
}
