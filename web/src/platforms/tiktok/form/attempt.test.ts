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
    expect(mayPostTwice(lost(first), by('PULL_FROM_URL', 'Rolls'))).toBe(true);
    expect(mayPostTwice(lost({ path: '/api/tiktok/photos', body: {} }), first)).toBe(true);
  });

  it('posts once where it is the same, or where no byte of the first one was sent', () => {
    const first = by('PULL_FROM_URL', 'Bread');
    expect(mayPostTwice(null, first)).toBe(false);
    expect(mayPostTwice(lost(first), first)).toBe(false);
    expect(mayPostTwice(lost(by('FILE_UPLOAD', 'Bread')), first)).toBe(false);
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
