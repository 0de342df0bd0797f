import { describe, expect, it } from 'vitest';
import { attemptAt, mayPostTwice, settles } from './attempt';
import type { Consent, PostRequest } from './request';

const REQUEST: PostRequest = { path: '/api/tiktok/upload', body: { title: 'Bread' } };
const consent = (agreed_at: string): Consent => ({
  nickname: 'Mara',
  privacy_level_options: ['SELF_ONLY'],
  fetched_at: 'then',
  disclosure: false,
  declaration: 'MUSIC_USAGE',
  agreed_at,
});
let made = 0;
const newKey = () => `key-${++made}`;

describe('a repeated press', () => {
  it('sends the same key and the same body, however late it comes', () => {
    const first = attemptAt(null, REQUEST, consent('now'), newKey);
    const again = attemptAt(first, { ...REQUEST }, consent('later'), newKey);
    expect(again).toBe(first);
    expect(again.body).toEqual({ title: 'Bread', consent: consent('now') });
  });

  it('has a key of its own once something else is asked for', () => {
    const first = attemptAt(null, REQUEST, null, newKey);
    const other = attemptAt(first, { ...REQUEST, body: { title: 'Rolls' } }, null, newKey);
    expect(other.key).not.toBe(first.key);
    expect(other.body).toEqual({ title: 'Rolls' });
  });
});

describe('a changed request after a lost answer', () => {
  const by = (source: string, title: string): PostRequest => ({
    ...REQUEST,
    body: { source, title },
  });
  const lost = (request: PostRequest) => attemptAt(null, request, consent('now'), newKey);

  it('may post twice where TikTok fetches what the first one named', () => {
    const first = by('PULL_FROM_URL', 'Bread');
    expect(mayPostTwice(lost(first), by('PULL_FROM_URL', 'Rolls'), false)).toBe(true);
    expect(mayPostTwice(lost({ path: '/api/tiktok/photos', body: {} }), first, false)).toBe(true);
  });

  it('posts once where it is the same, or where no byte of the first one was sent', () => {
    const first = by('PULL_FROM_URL', 'Bread');
    expect(mayPostTwice(null, first, false)).toBe(false);
    expect(mayPostTwice(lost(first), first, false)).toBe(false);
    expect(mayPostTwice(lost(by('FILE_UPLOAD', 'Bread')), first, false)).toBe(false);
  });
});

describe('a post that is tried again', () => {
  const again = (title: string): PostRequest => ({
    path: '/api/tiktok/posts/{post_id}/retry',
    post_id: 'p1',
    body: { title },
  });

  it('may be made twice where TikTok may have posted the attempt before', () => {
    expect(mayPostTwice(null, again('Bread'), true)).toBe(true);
    expect(mayPostTwice(null, again('Bread'), false)).toBe(false);
  });

  it('may be made twice once it is changed after a lost answer, and not where it is repeated', () => {
    const lost = attemptAt(null, again('Bread'), consent('now'), () => 'after-attempt-1');
    expect(mayPostTwice(lost, again('Rolls'), true)).toBe(true);
    expect(mayPostTwice(lost, again('Bread'), true)).toBe(false);
  });
});

it.each([
  ['choice-refused', 422, true],
  ['rate-limited', 429, true],
  ['still-in-progress', 409, false],
  ['not-signed-in', 401, false],
  ['unreachable', 0, false],
  ['tiktok-unavailable', 503, false],
])('%s settles the attempt: %3$s', (kind, status, settled) => {
  expect(settles({ kind, status })).toBe(settled);
});
