/** What a person decides about an Instagram post. */
import type { Kind } from '../api';
import type { Wanted } from './files';
import type { SentFile } from './sent-files';
import type { Tag } from './tags';

/** One picture or video: a file that was sent to Postlog, or an address that Instagram fetches. */
export interface Item {
  key: number;
  /** The id of a file; null for an address. */
  file: string | null;
  address: string;
  /** What is at the address; a file tells it by itself. */
  isVideoAddress: boolean;
  altText: string;
  tags: readonly Tag[];
}

/** A place that a post names. */
export interface Place {
  id: string;
  name: string;
}

export interface PostForm {
  kind: Kind;
  items: readonly Item[];
  caption: string;
  place: Place | null;
  /** User names, as they were typed. */
  collaborators: string;
  sharesToFeed: boolean;
  isAiGenerated: boolean;
  /** Which moment of a reel is its cover, in milliseconds; Instagram takes the first by itself. */
  coverMs: number | null;
  /** Where Instagram fetches a picture as cover from, instead of a moment. */
  coverAddress: string;
}

export type ChangeForm = (by: Partial<PostForm>) => void;
/** The files of this tab, by their ids. */
export type Files = ReadonlyMap<string, SentFile>;

export const MOST_ITEMS = 10;

export const EMPTY: PostForm = {
  kind: 'IMAGE',
  items: [],
  caption: '',
  place: null,
  collaborators: '',
  sharesToFeed: true,
  isAiGenerated: false,
  coverMs: null,
  coverAddress: '',
};

/** Give the items that the kind of post takes: all of a carousel, else the first. */
export function itemsOf({ kind, items }: Pick<PostForm, 'kind' | 'items'>): readonly Item[] {
  return kind === 'CAROUSEL' ? items : items.slice(0, 1);
}

export function mostItems(kind: Kind): number {
  return kind === 'CAROUSEL' ? MOST_ITEMS : 1;
}

export function wantedFor(kind: Kind): Wanted {
  if (kind === 'IMAGE') return 'picture';
  return kind === 'REELS' ? 'video' : 'both';
}

/** Whether the item is a video, as far as that is known. */
export function isVideo(kind: Kind, item: Item, files: Files): boolean {
  if (kind === 'REELS') return true;
  if (kind === 'IMAGE') return false;
  return item.file ? (files.get(item.file)?.isVideo ?? false) : item.isVideoAddress;
}

/** Only pictures of a feed post have a text for people who cannot see them. */
export function hasAltText(kind: Kind, item: Item, files: Files): boolean {
  return (kind === 'IMAGE' || kind === 'CAROUSEL') && !isVideo(kind, item, files);
}

/** Whether a tag of the item stands at a point of it: only on pictures, and in no story. */
export function hasPoints(kind: Kind, item: Item, files: Files): boolean {
  return kind !== 'STORIES' && !isVideo(kind, item, files);
}

/** A story has neither words nor a place. */
export const hasCaption = ({ kind }: Pick<PostForm, 'kind'>) => kind !== 'STORIES';

type Items = Pick<PostForm, 'items'>;

/** Put more items behind the others, as many as there is room for. */
export function added({ items, kind }: PostForm, more: readonly Partial<Item>[]): Items {
  let key = Math.max(-1, ...items.map((item) => item.key));
  const made = more.map((one) => ({ ...EMPTY_ITEM, ...one, key: ++key }));
  // A kind of one item takes the newest; those behind it wait for a carousel.
  const all = kind === 'CAROUSEL' ? [...items, ...made] : [...made, ...items.slice(1)];
  return { items: all.slice(0, MOST_ITEMS) };
}

const EMPTY_ITEM: Omit<Item, 'key'> = {
  file: null,
  address: '',
  isVideoAddress: false,
  altText: '',
  tags: [],
};

export function changedItem(form: Items, key: number, by: Partial<Item>): Items {
  return { items: form.items.map((item) => (item.key === key ? { ...item, ...by } : item)) };
}

export function removed(form: Items, key: number): Items {
  return { items: form.items.filter((item) => item.key !== key) };
}

/** Move an item to another place of the list. */
export function movedTo(form: Items, key: number, to: number): Items {
  const items = [...form.items];
  const at = items.findIndex((item) => item.key === key);
  const [item] = at < 0 ? [] : items.splice(at, 1);
  if (item) items.splice(Math.max(to, 0), 0, item);
  return { items };
}
