/** Gathers what every service keeps of the person, through the lists that the pages read as well. */
import type { Exported } from '../../platforms/platform';

/** Read a path of the API: its JSON. */
export type Read = (path: string) => Promise<Record<string, unknown>>;

/** What the person is in, whichever platforms there are. */
const SHARED: readonly Exported[] = [
  { name: 'auth', path: '/api/auth/me/export' },
  { name: 'accounts', path: '/api/crm/accounts' },
  { name: 'numbers', path: '/api/crm/insights', items: 'insights' },
  { name: 'webhook_events', path: '/api/crm/webhook-events', items: 'webhook_events' },
];
const LIMIT = 500;

/** How far it is, in words for the person. */
export interface Progress {
  done: number;
  of: number;
  /** How many items were read so far. */
  items: number;
}

/** Read everything, part by part and page by page; `tell` is called after each answer. */
export async function gather(
  ofPlatforms: readonly Exported[],
  read: Read,
  tell: (progress: Progress) => void,
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const parts = [...SHARED, ...ofPlatforms];
  let items = 0;
  for (let done = 0; done < parts.length; done++) {
    const { name, path, items: field } = parts[done] as Exported;
    if (!field) {
      found[name] = await read(path);
      if (name === 'accounts') parts.push(...timelinesOf(found[name]));
    } else {
      found[name] = await readAll(read, path, field, (count) => {
        items += count;
        tell({ done, of: parts.length, items });
      });
    }
    tell({ done: done + 1, of: parts.length, items });
  }
  return found;
}

/** Each account's story is a list of its own. */
function timelinesOf(accounts: unknown): Exported[] {
  const { accounts: listed = [] } = accounts as { accounts?: { account_id: string }[] };
  return listed.map(({ account_id }) => ({
    name: `timeline_${account_id}`,
    path: `/api/crm/accounts/${account_id}/timeline`,
    items: 'events',
  }));
}

async function readAll(
  read: Read,
  path: string,
  field: string,
  tell: (count: number) => void,
): Promise<unknown[]> {
  const all: unknown[] = [];
  let cursor: unknown = null;
  do {
    const after = cursor ? `&cursor=${encodeURIComponent(String(cursor))}` : '';
    const page = await read(`${path}?limit=${LIMIT}${after}`);
    const items = page[field] as unknown[];
    all.push(...items);
    tell(items.length);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}
