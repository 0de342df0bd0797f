import { describe, expect, it } from 'vitest';
import { EMPTY, type Offer, type PostForm, type VideoFile } from './post-form';
import {
  declarationOf,
  isAddress,
  labelOf,
  lengthTrouble,
  MUST_INDICATE,
  missing,
  privacyOf,
  spoken,
} from './rules';
import { fileTrouble } from './video-file';

const OFFER: Offer = {
  privacy_level_options: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
  comment_disabled: false,
  duet_disabled: false,
  stitch_disabled: false,
  max_video_post_duration_sec: 300,
};
const VIDEO: VideoFile = { file: new File(['abc'], 'a.mp4', { type: 'video/mp4' }), duration: 12 };
const READY: PostForm = { ...EMPTY, privacy: 'SELF_ONLY' };

const sentences = (form: PostForm, offer: Offer | null = OFFER, video: VideoFile | null = VIDEO) =>
  missing(form, offer, video).map(({ sentence }) => sentence);

describe('what is missing', () => {
  it('is nothing where a file and a visibility are chosen', () => {
    expect(sentences(READY)).toEqual([]);
  });

  it('is the visibility, since none is chosen for the person', () => {
    expect(missing(EMPTY, OFFER, null)).toEqual([
      { part: 'source', sentence: 'Choose a video file.' },
      { part: 'privacy', sentence: 'Choose who can see this post.' },
    ]);
  });

  it('is a visibility that is offered, where the chosen one is not any more', () => {
    const narrower = { ...OFFER, privacy_level_options: ['PUBLIC_TO_EVERYONE'] };
    expect(sentences(READY, narrower)).toEqual(['Choose who can see this post.']);
  });

  it('is a word on what is promoted, once something is disclosed', () => {
    expect(sentences({ ...READY, discloses: true })).toEqual([MUST_INDICATE]);
    expect(sentences({ ...READY, discloses: true, ownBrand: true })).toEqual([]);
  });

  it('is only the video for a draft, which TikTok gives its words in the app', () => {
    const draft = { ...EMPTY, isDraft: true, caption: 'x'.repeat(3_000), discloses: true };
    expect(sentences(draft, null)).toEqual([]);
    expect(sentences(draft, null, null)).toEqual(['Choose a video file.']);
  });

  it('counts words in UTF-16 units', () => {
    const fits = '🍞'.repeat(1_100);
    expect(sentences({ ...READY, caption: fits })).toEqual([]);
    expect(sentences({ ...READY, caption: `${fits}!` })).toEqual([
      'The caption is longer than the 2,200 characters that TikTok takes.',
    ]);
  });

  it('counts the words of photos by their own limits', () => {
    const photos = { ...READY, source: 'PHOTOS' as const, photos: ['https://m.example/1.jpg'] };
    expect(sentences({ ...photos, caption: 'x'.repeat(3_000) })).toEqual([]);
    expect(
      sentences({ ...photos, photoTitle: 'x'.repeat(91), description: 'x'.repeat(4_002) }),
    ).toEqual([
      'The title is longer than the 90 characters that TikTok takes.',
      'The description is longer than the 4,000 characters that TikTok takes.',
    ]);
  });

  it('names the photo whose address is none', () => {
    const photos = ['https://m.example/1.jpg', '', '2.jpg'];
    expect(sentences({ ...READY, source: 'PHOTOS', photos })).toEqual([
      'Photo 3 is not a full address: it must start with https://.',
    ]);
    expect(sentences({ ...READY, source: 'PHOTOS' })).toEqual([
      'Enter the address of at least one photo.',
    ]);
  });

  it('is a full address of the video', () => {
    expect(sentences({ ...READY, source: 'ADDRESS', videoUrl: 'm.example/a.mp4' })).toHaveLength(1);
    expect(
      sentences({ ...READY, source: 'ADDRESS', videoUrl: ' https://m.example/a.mp4 ' }),
    ).toEqual([]);
  });
});

describe('the length of a video', () => {
  it('is held against what this creator may post, before anything is sent', () => {
    expect(lengthTrouble(READY, OFFER, { ...VIDEO, duration: 300 })).toBeNull();
    expect(lengthTrouble(READY, OFFER, { ...VIDEO, duration: 300.2 })).toBe(
      'This video lasts 5 min 1 s; this account may post up to 5 min.',
    );
  });

  it('of a draft is held against what TikTok takes of anybody', () => {
    const draft = { ...READY, isDraft: true };

    expect(lengthTrouble(draft, OFFER, { ...VIDEO, duration: 600 })).toBeNull();
    expect(lengthTrouble(draft, null, { ...VIDEO, duration: 601 })).toBe(
      'This video lasts 10 min 1 s; TikTok takes drafts of up to 10 min.',
    );
  });

  it('keeps nobody from posting where nobody knows it', () => {
    expect(lengthTrouble(READY, OFFER, { ...VIDEO, duration: null })).toBeNull();
    expect(lengthTrouble(READY, { ...OFFER, max_video_post_duration_sec: 0 }, VIDEO)).toBeNull();
    expect(lengthTrouble(READY, null, VIDEO)).toBeNull();
  });

  it.each([
    [4, '4 s'],
    [59.2, '1 min'],
    [60, '1 min'],
    [545, '9 min 5 s'],
  ])('is said as people do: %d', (seconds, words) => {
    expect(spoken(seconds)).toBe(words);
  });
});

describe('a file', () => {
  it.each(['a.MP4', 'b.mov', 'c.webm'])('may be %s', (name) => {
    expect(fileTrouble({ name, size: 1, type: '' })).toBeNull();
  });

  it('is refused where TikTok would not take it', () => {
    expect(fileTrouble({ name: 'a.pdf', size: 1, type: 'application/pdf' })).toMatch(/MP4, MOV/);
    expect(fileTrouble({ name: 'a.mp4', size: 0, type: 'video/mp4' })).toBe('This file is empty.');
    expect(fileTrouble({ name: 'a.mp4', size: 4 * 1024 ** 3, type: '' })).toBeNull();
    expect(fileTrouble({ name: 'a.mp4', size: 4 * 1024 ** 3 + 1, type: '' })).toMatch(/4 GB/);
  });
});

describe('commercial disclosure', () => {
  const disclosed = (ownBrand: boolean, branded: boolean): PostForm => ({
    ...READY,
    discloses: true,
    ownBrand,
    branded,
  });

  it.each([
    [false, false, null, 'MUSIC_USAGE'],
    [true, false, "'Promotional content'", 'MUSIC_USAGE'],
    [false, true, "'Paid partnership'", 'BRANDED_CONTENT_AND_MUSIC_USAGE'],
    [true, true, "'Paid partnership'", 'BRANDED_CONTENT_AND_MUSIC_USAGE'],
  ])('of own brand %s and branded content %s', (own, branded, label, declaration) => {
    const form = disclosed(own, branded);
    const prompt = label && `Your photo/video will be labeled as ${label}`;
    expect(labelOf(form)).toBe(prompt);
    expect(declarationOf(form)).toBe(declaration);
  });

  it('holds only while it is turned on', () => {
    const off = { ...disclosed(true, true), discloses: false };
    expect(labelOf(off)).toBeNull();
    expect(declarationOf(off)).toBe('MUSIC_USAGE');
  });

  it('never leaves branded content private', () => {
    expect(privacyOf(disclosed(true, false), OFFER)).toBe('SELF_ONLY');
    expect(privacyOf(disclosed(false, true), OFFER)).toBe('');
    expect(privacyOf({ ...disclosed(false, true), privacy: 'PUBLIC_TO_EVERYONE' }, OFFER)).toBe(
      'PUBLIC_TO_EVERYONE',
    );
  });
});

it.each([
  ['https://m.example/a', true],
  ['http://127.0.0.1:1/a', true],
  ['ftp://m.example/a', false],
  ['javascript:alert(1)', false],
  ['', false],
])('takes %s for an address: %s', (text, is) => {
  expect(isAddress(text)).toBe(is);
});
