import { expect, test, vi } from 'vitest';
import type { Platform } from './platform';

vi.hoisted(() => vi.stubGlobal('localStorage', { getItem: () => 'not JSON', setItem: () => {} }));
vi.mock('../api/clients', () => ({ auth: {}, body: {} }));
const { offered, offeredOf } = await import('./offered');

const HERE = { id: 'here' } as Platform;
const THERE = { id: 'there' } as Platform;

test('only platforms with an app are offered, in their own order', () => {
  expect(offeredOf([HERE, THERE], ['there', 'elsewhere'])).toEqual([THERE]);
  expect(offeredOf([HERE, THERE], ['there', 'here'])).toEqual([HERE, THERE]);
});

test('all are offered while that is not known', () => {
  expect(offered.value).toBeNull();
  expect(offeredOf([HERE, THERE], null)).toEqual([HERE, THERE]);
});
