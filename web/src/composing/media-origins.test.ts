import { expect, it } from 'vitest';
import { mayShow, originsIn } from './media-origins';

const POLICY =
  "default-src 'none'; img-src 'self' data: blob: https://i.example; media-src 'self' blob: https://m.example http://127.0.0.1:8090; font-src 'self'";

it('reads from the policy where media may come from', () => {
  expect(originsIn(POLICY)).toEqual(['https://m.example', 'http://127.0.0.1:8090']);
  expect(originsIn("default-src 'none'")).toEqual([]);
  expect(originsIn(null)).toBeNull();
});

it('shows nothing from elsewhere', () => {
  const origins = originsIn(POLICY);
  expect(mayShow('https://m.example/a.mp4', origins)).toBe(true);
  expect(mayShow('https://m.example.evil.test/a.mp4', origins)).toBe(false);
  expect(mayShow('not an address', null)).toBe(false);
});
