/** What an Instagram post was asked for with, in the words of the form. */
import type { Asked, Choice, Shown } from '../platform';
import type { Instagram } from './api';

type Changes = Instagram['PostChanges'];
type Item = Instagram['MediaItem'];

/** Tell everything that was chosen; `previews` are where the items' pictures are. */
export function askedOf(asked: Changes, previews: readonly (string | null)[]): Asked {
  const items = asked.media ?? [];
  return {
    caption: asked.caption ?? '',
    choices: [...choicesOf(asked), ...items.flatMap((item, at) => ofItem(item, at, items.length))],
    shown: items.map((item, at) => shownOf(item, asked.kind, previews[at] ?? null)),
  };
}

function choicesOf(asked: Changes): Choice[] {
  const found: Choice[] = [];
  const tell = (name: string, text: string | null | undefined) => {
    if (text) found.push({ name, text });
  };
  tell('Place', asked.location_id && `Page ${asked.location_id}`);
  tell('Collaborators', asked.collaborators?.map((name) => `@${name}`).join(', '));
  if (asked.kind === 'REELS') tell('In the feed too', asked.share_to_feed === false ? 'No' : 'Yes');
  tell('Cover', coverOf(asked));
  tell('Label', asked.is_ai_generated ? 'AI-generated' : null);
  return found;
}

function coverOf({ cover_url, thumb_offset }: Changes): string | null {
  if (cover_url) return cover_url;
  return thumb_offset === null ? null : `At ${(thumb_offset / 1000).toFixed(1)} s`;
}

function ofItem({ alt_text, user_tags, image_url, video_url }: Item, at: number, of: number) {
  const which = of > 1 ? ` (${at + 1})` : '';
  const found: Choice[] = [];
  if (alt_text) found.push({ name: `Alt text${which}`, text: alt_text });
  const names = user_tags.map(({ username }) => `@${username}`).join(', ');
  if (names) found.push({ name: `Tagged${which}`, text: names });
  const address = image_url ?? video_url;
  if (address) found.push({ name: `Address${which}`, text: address });
  return found;
}

function shownOf(item: Item, kind: Changes['kind'], src: string | null): Shown {
  return { src, alt: item.alt_text, isVideo: Boolean(item.video_url) || kind === 'REELS' };
}
