import { describe, expect, it } from 'vitest';
import { againOf, formOf } from './again';
import { EMPTY, type Offer, type PostForm } from './post-form';
import { requestOf } from './request';

const OFFER: Offer = {
  privacy_level_options: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
  comment_disabled: false,
  duet_disabled: false,
  stitch_disabled: false,
  max_video_post_duration_sec: 600,
};
const FILLED: PostForm = {
  ...EMPTY,
  description: '',
  privacy: 'SELF_ONLY',
  allowComment: true,
  discloses: true,
  ownBrand: true,
  isAigc: true,
};
const POSTS: [string, PostForm, { media: string; mode: string }][] = [
  ['a video', { ...FILLED, caption: 'Bread' }, { media: 'VIDEO', mode: 'DIRECT_POST' }],
  [
    'a video by address',
    { ...FILLED, source: 'ADDRESS', videoUrl: 'https://m.example/a', caption: 'Bread' },
    { media: 'VIDEO', mode: 'DIRECT_POST' },
  ],
  [
    'photos',
    {
      ...FILLED,
      source: 'PHOTOS',
      photos: ['https://m.example/1', 'https://m.example/2'],
      cover: 1,
      photoTitle: 'Loaves',
      description: 'Two of them',
      addMusic: true,
    },
    { media: 'PHOTO', mode: 'DIRECT_POST' },
  ],
];

describe('a post that is tried again', () => {
  it.each(POSTS)('shows everything that was chosen for %s', (_name, form, former) => {
    const sent = againOf(requestOf('a1', form, OFFER, null), 'p1').body;
    const shown = formOf(sent as never, former, null);
    expect({ ...shown, allowDuet: false, allowStitch: false }).toEqual(form);
  });

  it('keeps the cover where the file is the same one, since it is a moment of that file', () => {
    const asked = { video_cover_timestamp_ms: 1_500 };
    const former = { media: 'VIDEO', mode: 'DIRECT_POST' };
    expect(formOf(asked, former, new File([], 'bread.mp4')).coverMs).toBe(1_500);
    expect(formOf(asked, former, null).coverMs).toBeNull();
  });

  it('leaves account and mode to the post', () => {
    const request = requestOf('a1', FILLED, OFFER, null);
    const again = againOf(request, 'p1');
    expect(again.path).toBe('/api/tiktok/posts/{post_id}/retry');
    expect(again.post_id).toBe('p1');
    expect(Object.keys(again.body)).not.toEqual(expect.arrayContaining(['account_id']));
    expect(Object.keys(again.body)).not.toEqual(expect.arrayContaining(['mode']));
    expect(again.body).toMatchObject({ privacy_level: 'SELF_ONLY', is_aigc: true });
  });

  it('keeps a visibility that may not be offered any more, so that the form can say so', () => {
    const former = { media: 'VIDEO', mode: 'INBOX' };
    const form = formOf({ privacy_level: 'PUBLIC_TO_EVERYONE' }, former, null);
    expect(form.privacy).toBe('PUBLIC_TO_EVERYONE');
    expect(form.isDraft).toBe(true);
  });
});
