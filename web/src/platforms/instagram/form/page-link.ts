/** A place by the link of its Facebook Page, where places cannot be searched. */
import type { Place } from './post-form';

const ID = /\d{5,40}/g;

/** Give the place that a link, or a number, names; null where neither holds the number of a Page. */
export function placeIn(text: string): Place | null {
  const given = text.trim();
  if (/^\d{5,40}$/.test(given)) return { id: given, name: `Page ${given}` };
  if (!URL.canParse(given)) return null;
  const { hostname, pathname, searchParams } = new URL(given);
  if (!/(^|\.)(facebook|fb)\.com$/.test(hostname)) return null;
  const id = searchParams.get('id')?.match(ID)?.[0] ?? pathname.match(ID)?.at(-1);
  if (!id) return null;
  const words = pathname.split('/').filter(Boolean).at(-1) ?? '';
  const name = words.replace(id, '').replaceAll('-', ' ').trim();
  return { id, name: name && !/\.php$/.test(name) ? name : `Page ${id}` };
}
