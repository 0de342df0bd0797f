/** What a TikTok post was asked for with, in the words of the form. */
import type { Asked, Choice } from '../platform';
import type { TikTok } from './api';
import { privacyWord } from './form/post-form';

type Changes = TikTok['PostChanges'];

/** Tell everything that was chosen; TikTok takes no choice but the media for a draft. */
export function askedOf(asked: Partial<Changes>): Asked {
  const photos = asked.photo_images ?? [];
  const isPhotos = photos.length > 0 || Boolean(asked.description);
  return {
    caption: (isPhotos ? asked.description : asked.title) ?? '',
    choices: [
      ...(isPhotos && asked.title ? [{ name: 'Title', text: asked.title }] : []),
      ...choicesOf(asked),
    ],
    shown: photos.map(() => ({ src: null, alt: '', isVideo: false })),
  };
}

function choicesOf(asked: Partial<Changes>): Choice[] {
  const found: Choice[] = [];
  const tell = (name: string, text: string | null | undefined) => {
    if (text) found.push({ name, text });
  };
  if (asked.privacy_level) {
    tell('Who can see it', privacyWord(asked.privacy_level));
    tell('Others may', allowedOf(asked));
  }
  tell('Disclosure', disclosureOf(asked));
  tell('Label', asked.is_aigc ? 'AI-generated' : null);
  tell('Music', asked.auto_add_music ? 'TikTok adds some' : null);
  tell('Cover', coverOf(asked));
  tell('Fetched from', asked.video_url);
  tell('Photos', asked.photo_images?.join('\n'));
  return found;
}

/** A choice that was not sent is off, as it is in the form. */
function allowedOf(asked: Partial<Changes>): string {
  const isVideo = !asked.photo_images?.length;
  const allowed = [
    asked.disable_comment ? '' : 'comment',
    isVideo && !asked.disable_duet ? 'duet' : '',
    isVideo && !asked.disable_stitch ? 'stitch' : '',
  ].filter(Boolean);
  return allowed.length ? allowed.join(', ') : 'neither comment nor reuse it';
}

function disclosureOf(asked: Partial<Changes>): string | null {
  const found = [
    asked.brand_organic_toggle ? 'Your brand' : '',
    asked.brand_content_toggle ? 'Paid partnership' : '',
  ].filter(Boolean);
  return found.length ? found.join(', ') : null;
}

function coverOf(asked: Partial<Changes>): string | null {
  const { video_cover_timestamp_ms: at, photo_cover_index: photo } = asked;
  if (at) return `At ${(at / 1000).toFixed(1)} s`;
  return photo ? `Photo ${photo + 1}` : null;
}
