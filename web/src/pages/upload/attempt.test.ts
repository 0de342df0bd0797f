import { describe, expect, it } from 'vitest';
import { attemptAt, settles } from './attempt';
import type { Asked, Consent } from './request';

const ASKED: Asked = { path: '/api/tiktok/upload', body: { title: 'Bread' } };
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
    const first = attemptAt(null, ASKED, consent('now'), newKey);
    const again = attemptAt(first, { ...ASKED }, consent('later'), newKey);
    expect(again).toBe(first);
    expect(again.body).toEqual({ title: 'Bread', consent: consent('now') });
  });

  it('has a key of its own once something else is asked for', () => {
    const first = attemptAt(null, ASKED, null, newKey);
    const other = attemptAt(first, { ...ASKED, body: { title: 'Rolls' } }, null, newKey);
    expect(other.key).not.toBe(first.key);
    expect(other.body).toEqual({ title: 'Rolls' });
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
