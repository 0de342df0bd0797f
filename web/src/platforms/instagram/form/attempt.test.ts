import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isFinal, keyFor, settle } from './attempt';

function counting(): () => string {
  let count = 0;
  return () => `key ${++count}`;
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});
afterEach(() => vi.unstubAllGlobals());

test('the same request has the same key until it has a final answer', () => {
  const newKey = counting();

  const first = keyFor('a', { caption: 'x' }, newKey);
  const again = keyFor('a', { caption: 'x' }, newKey);
  settle('a');
  const another = keyFor('a', { caption: 'x' }, newKey);

  expect([first, again, another]).toEqual(['key 1', 'key 1', 'key 2']);
});

test('another request, or another account, has another key', () => {
  const newKey = counting();

  const keys = [keyFor('a', 1, newKey), keyFor('a', 2, newKey), keyFor('b', 2, newKey)];

  expect(new Set(keys).size).toBe(3);
});

test.each([
  ['invalid-request', 422, true],
  ['still-in-progress', 409, false],
  ['unreachable', 0, false],
  ['http-503', 503, false],
  ['not-signed-in', 401, false],
])('%s (%i) is final: %s', (kind, status, final) => {
  expect(isFinal({ kind, status })).toBe(final);
});
