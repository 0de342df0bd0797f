/** An item of the inbox: a comment or a mention. */
import { body, type Crm, crm } from '../../../api/clients';
import type { LoadPage } from '../../../live/paging';

export type Item = Crm['InboxItem'];

export function keyOf({ account_id, kind, item_id }: Item): string {
  return `${account_id} ${kind} ${item_id}`;
}

/** What an item is called where its author is told: Instagram may withhold the author. */
export function authorOf({ is_ours, author_name }: Pick<Item, 'is_ours' | 'author_name'>): string {
  return is_ours ? 'You' : (author_name ?? 'Somebody');
}

interface Question {
  account_id?: string | null;
  kind?: Item['kind'] | null;
  media_id?: string | null;
  comment_id?: string | null;
  unanswered?: boolean | null;
  hidden?: boolean | null;
  deleted?: boolean | null;
}

export async function listed(
  question: Question,
  page: Parameters<LoadPage<Item>>[0],
): ReturnType<LoadPage<Item>> {
  const query = { ...question, ...page };
  const found = await body(crm.GET('/api/crm/instagram/inbox', { params: { query } }));
  return { items: found.items, next: found.next_cursor };
}

/** Read an item as it is now; undefined where it is not known any more. */
export async function readAgain(item: Item): Promise<Item | undefined> {
  const { account_id, kind, media_id, comment_id } = item;
  const { items } = await listed({ account_id, kind, media_id, comment_id }, { limit: 50 });
  return items.find((found) => keyOf(found) === keyOf(item));
}
