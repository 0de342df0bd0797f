import { expect, test } from 'vitest';
import { gather, type Progress } from './gather';

const ANSWERS: Record<string, Record<string, unknown>> = {
  '/api/auth/me/export': { email: 'mara@example.test' },
  '/api/crm/accounts': { accounts: [{ account_id: 'a1' }] },
  '/api/crm/one/posts?limit=500': { posts: [1, 2], next_cursor: 'c/1' },
  '/api/crm/one/posts?limit=500&cursor=c%2F1': { posts: [3], next_cursor: null },
  '/api/crm/accounts/a1/timeline?limit=500': { events: ['connected'], next_cursor: null },
};
const PARTS = [
  { name: 'one_posts', path: '/api/crm/one/posts', items: 'posts' },
  { name: 'one_media', path: '/api/crm/one/media', items: 'media' },
];
const EMPTY = {
  posts: [],
  media: [],
  insights: [],
  webhook_events: [],
  next_cursor: null,
};

async function read(path: string): Promise<Record<string, unknown>> {
  return ANSWERS[path] ?? EMPTY;
}

test('every page of every list is in the document, and the story of each account', async () => {
  const found = await gather(PARTS, read, () => undefined);

  expect(found).toMatchObject({
    auth: { email: 'mara@example.test' },
    one_posts: [1, 2, 3],
    one_media: [],
    timeline_a1: ['connected'],
  });
});

test('how far it is rises to the end', async () => {
  const told: Progress[] = [];

  await gather(PARTS, read, (progress) => told.push(progress));

  const last = told.at(-1);
  expect(last?.done).toBe(last?.of);
  expect(last?.items).toBe(4);
  const done = told.map((progress) => progress.done);
  expect([...done].sort((a, b) => a - b)).toEqual(done);
});

test('what cannot be read ends it: half a document would look like a whole one', async () => {
  const failing = async (path: string) => {
    if (path.startsWith('/api/crm/one/media')) throw new Error('away');
    return read(path);
  };

  await expect(gather(PARTS, failing, () => undefined)).rejects.toThrow('away');
});
