import { expect, test } from 'vitest';
import type { Instagram } from './api';
import { askedOf } from './asked';

const NOTHING: Instagram['PostChanges'] = {
  kind: 'CAROUSEL',
  media: [],
  caption: null,
  location_id: null,
  collaborators: null,
  share_to_feed: null,
  cover_url: null,
  thumb_offset: null,
  is_ai_generated: null,
};
const ITEM: Instagram['MediaItem'] = {
  asset_id: 'a',
  image_url: null,
  video_url: null,
  alt_text: '',
  user_tags: [],
};

test('the caption keeps its line breaks, and each item says what belongs to it', () => {
  const tagged = { ...ITEM, alt_text: 'A loaf', user_tags: [{ username: 'mara', x: 0, y: 0 }] };
  const asked = askedOf({ ...NOTHING, caption: 'One\nTwo', media: [ITEM, tagged] }, ['/one', null]);

  expect(asked.caption).toBe('One\nTwo');
  expect(asked.choices).toEqual([
    { name: 'Alt text (2)', text: 'A loaf' },
    { name: 'Tagged (2)', text: '@mara' },
  ]);
  expect(asked.shown.map(({ src }) => src)).toEqual(['/one', null]);
});

test('a reel says whether it is in the feed, where its cover is, and its label', () => {
  const { choices } = askedOf(
    { ...NOTHING, kind: 'REELS', thumb_offset: 1500, is_ai_generated: true, location_id: '7' },
    [],
  );

  expect(choices.map(({ name, text }) => `${name}: ${text}`)).toEqual([
    'Place: Page 7',
    'In the feed too: Yes',
    'Cover: At 1.5 s',
    'Label: AI-generated',
  ]);
});
