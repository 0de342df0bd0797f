/** What a person decides about an Instagram post. */
import type { Kind } from '../api';
import { isVideoFile, type Wanted } from './files';

/** One picture or video: a file from here, or an address that Instagram fetches. */
export interface Item {
  key: number;
  file: File | null;
  address: string;
  /** What is at the address; a file tells it by itself. */
  isVideoAddress: boolean;
  altText: string;
}

export interface PostForm {
  kind: Kind;
  source: 'FILE' | 'ADDRESS';
  items: readonly Item[];
  caption: string;
  sharesToFeed: boolean;
  isAiGenerated: boolean;
}

export type ChangeForm = (by: Partial<PostForm>) => void;

export const MOST_ITEMS = 10;

export function emptyItem(key: number): Item {
  return { key, file: null, address: '', isVideoAddress: false, altText: '' };
}

export const EMPTY: PostForm = {
  kind: 'IMAGE',
  source: 'FILE',
  items: [emptyItem(0)],
  caption: '',
  sharesToFeed: true,
  isAiGenerated: false,
};

/** Give the items that the kind of post takes: all of a carousel, else the first. */
export function itemsOf({ kind, items }: Pick<PostForm, 'kind' | 'items'>): readonly Item[] {
  return kind === 'CAROUSEL' ? items : items.slice(0, 1);
}

export function wantedFor(kind: Kind): Wanted {
  if (kind === 'IMAGE') return 'picture';
  return kind === 'REELS' ? 'video' : 'both';
}

/** Whether the item is a video, as far as that is known. */
export function isVideo(form: Pick<PostForm, 'kind' | 'source'>, item: Item): boolean {
  if (form.kind === 'REELS') return true;
  if (form.kind === 'IMAGE') return false;
  if (form.source === 'ADDRESS') return item.isVideoAddress;
  return item.file !== null && isVideoFile(item.file);
}

/** Only pictures of a feed post have a text for people who cannot see them. */
export function hasAltText(form: Pick<PostForm, 'kind' | 'source'>, item: Item): boolean {
  return (form.kind === 'IMAGE' || form.kind === 'CAROUSEL') && !isVideo(form, item);
}

export const hasCaption = ({ kind }: Pick<PostForm, 'kind'>) => kind !== 'STORIES';

/** Give the form with one more item. */
export function added(form: PostForm): Pick<PostForm, 'items'> {
  const next = Math.max(...form.items.map(({ key }) => key)) + 1;
  return { items: [...form.items, emptyItem(next)] };
}

export function changedItem(
  form: PostForm,
  key: number,
  by: Partial<Item>,
): Pick<PostForm, 'items'> {
  return { items: form.items.map((item) => (item.key === key ? { ...item, ...by } : item)) };
}

/** Take an item out; the last one is emptied instead. */
export function removed(form: PostForm, key: number): Pick<PostForm, 'items'> {
  const items = form.items.filter((item) => item.key !== key);
  return { items: items.length > 0 ? items : [emptyItem(key + 1)] };
}

/** Move an item one place on, or back. */
export function moved(form: PostForm, key: number, by: 1 | -1): Pick<PostForm, 'items'> {
  const items = [...form.items];
  const at = items.findIndex((item) => item.key === key);
  const [item] = items.splice(at, 1);
  if (item) items.splice(at + by, 0, item);
  return { items };
}
