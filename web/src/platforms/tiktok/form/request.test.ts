import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY, type Offer, type PostForm, type VideoFile } from './post-form';
import { consentOf, contentTypeOf, requestOf } from './request';
import { missing } from './rules';

const OFFER: Offer = {
  privacy_level_options: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
  comment_disabled: false,
  duet_disabled: true,
  stitch_disabled: false,
  max_video_post_duration_sec: 300,
};
const VIDEO: VideoFile = { file: new File(['abc'], 'a.mov'), duration: 2.5 };
const ACCOUNT = '7b1f9a52-0000-4000-8000-000000000001';
const READY: PostForm = { ...EMPTY, caption: 'Bread', privacy: 'SELF_ONLY', allowDuet: true };

describe('a request', () => {
  it('says of a file what the browser knows of it', () => {
    expect(
      requestOf(ACCOUNT, { ...READY, allowComment: true, coverMs: 1_500 }, OFFER, VIDEO),
    ).toEqual({
      path: '/api/tiktok/upload',
      body: {
        account_id: ACCOUNT,
        mode: 'DIRECT_POST',
        source: 'FILE_UPLOAD',
        video_size: 3,
        content_type: 'video/quicktime',
        video_duration_sec: 2.5,
        title: 'Bread',
        privacy_level: 'SELF_ONLY',
        disable_comment: false,
        disable_duet: true,
        disable_stitch: true,
        brand_content_toggle: false,
        brand_organic_toggle: false,
        is_aigc: false,
        video_cover_timestamp_ms: 1_500,
      },
    });
  });

  it('sends an address as it was typed, without what belongs to a file', () => {
    const form: PostForm = { ...READY, source: 'ADDRESS', videoUrl: ' https://m.example/a?b=c ' };
    const { body } = requestOf(ACCOUNT, { ...form, coverMs: 5 }, OFFER, VIDEO);
    expect(body).toMatchObject({ source: 'PULL_FROM_URL', video_url: 'https://m.example/a?b=c' });
    expect(Object.keys(body)).not.toContain('video_size');
    expect(Object.keys(body)).not.toContain('video_cover_timestamp_ms');
  });

  it('leaves out of a video draft everything that TikTok would drop', () => {
    const { body } = requestOf(ACCOUNT, { ...READY, isDraft: true }, OFFER, VIDEO);
    expect(body).toEqual({
      account_id: ACCOUNT,
      mode: 'INBOX',
      source: 'FILE_UPLOAD',
      video_size: 3,
      content_type: 'video/quicktime',
      video_duration_sec: 2.5,
    });
  });

  it('gives photos their own words, and neither duet nor stitch', () => {
    const photos = ['https://m.example/1.jpg', '', 'https://m.example/2.jpg '];
    const form: PostForm = { ...READY, source: 'PHOTOS', photos, cover: 2, photoTitle: 'Loaves' };
    const { path, body } = requestOf(ACCOUNT, form, OFFER, null);
    expect(path).toBe('/api/tiktok/photos');
    expect(body).toMatchObject({
      photo_images: ['https://m.example/1.jpg', 'https://m.example/2.jpg'],
      photo_cover_index: 1,
      title: 'Loaves',
      auto_add_music: false,
    });
    expect(Object.keys(body).filter((name) => /duet|stitch/.test(name))).toEqual([]);
    const draft = requestOf(ACCOUNT, { ...form, isDraft: true }, OFFER, null).body;
    expect(draft).toMatchObject({ mode: 'MEDIA_UPLOAD', title: 'Loaves' });
    expect(Object.keys(draft)).not.toContain('auto_add_music');
  });
});

const forms: fc.Arbitrary<PostForm> = fc.record({
  source: fc.constantFrom('FILE', 'ADDRESS', 'PHOTOS'),
  isDraft: fc.boolean(),
  caption: fc.string(),
  photoTitle: fc.string({ maxLength: 40 }),
  description: fc.string(),
  privacy: fc.constantFrom('', 'PUBLIC_TO_EVERYONE', 'SELF_ONLY', 'GONE'),
  allowComment: fc.boolean(),
  allowDuet: fc.boolean(),
  allowStitch: fc.boolean(),
  addMusic: fc.boolean(),
  discloses: fc.boolean(),
  ownBrand: fc.boolean(),
  branded: fc.boolean(),
  isAigc: fc.boolean(),
  coverMs: fc.option(fc.nat()),
  videoUrl: fc.webUrl(),
  photos: fc.array(fc.oneof(fc.webUrl(), fc.constant('')), { minLength: 1, maxLength: 35 }),
  cover: fc.nat(34),
});

it('a complete form makes a request whose consent does not contradict it', () => {
  fc.assert(
    fc.property(forms, (form) => {
      fc.pre(missing(form, OFFER, VIDEO).length === 0);
      const { body } = requestOf(ACCOUNT, form, OFFER, VIDEO);
      const shown = { nickname: 'Mara', privacy_level_options: OFFER.privacy_level_options };
      const consent = consentOf(form, shown, 'then', 'now');
      const branded = Boolean(body.brand_content_toggle);
      const brands = [body.brand_content_toggle, body.brand_organic_toggle];
      expect(consent.declaration === 'BRANDED_CONTENT_AND_MUSIC_USAGE').toBe(branded);
      expect(consent.disclosure).toBe(brands.some(Boolean));
      if (branded) expect(body.privacy_level).not.toBe('SELF_ONLY');
      if (!form.isDraft) expect(OFFER.privacy_level_options).toContain(body.privacy_level);
      else expect(Object.keys(body)).not.toContain('privacy_level');
      if (Array.isArray(body.photo_images)) {
        expect(body.photo_cover_index).toBeLessThan(body.photo_images.length);
      }
    }),
  );
});

it.each([
  ['a.mp4', 'video/mp4', 'video/mp4'],
  ['a.MOV', '', 'video/quicktime'],
  ['a', 'video/quicktime', 'video/quicktime'],
  ['a.webm', '', 'video/webm'],
  ['a', '', 'video/mp4'],
])('%s of %s is sent as %s', (name, type, sent) => {
  expect(contentTypeOf(name, type)).toBe(sent);
});
