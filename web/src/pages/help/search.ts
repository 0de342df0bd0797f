/** Looks for words in the help pages: in their headings, in what stands below them, and in rows of tables. */
import type { Block, Document, Inline } from './tree';

export interface Found {
  /** Where it stands: the page, and the place on it. */
  href: string;
  title: string;
  excerpt: string;
}

interface Place extends Found {
  text: string;
}

const MOST = 12;
const EXCERPT = 140;

/** Give the places that hold every word; those that have them in their title come first. */
export function search(pages: Readonly<Record<string, Document>>, asked: string): Found[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const holds = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const places = Object.entries(pages).flatMap(([name, page]) => placesOf(name, page.blocks));
  const found = places.filter(({ title, text }) => holds(`${title} ${text}`));
  const [first, rest] = [
    found.filter(({ title }) => holds(title)),
    found.filter(({ title }) => !holds(title)),
  ];
  return [...first, ...rest].slice(0, MOST).map(({ text: _, ...place }) => place);
}

/** Give the title of a page. */
export function titleOf({ blocks: [first] }: Document): string {
  return first?.kind === 'heading' ? wordsOf(first.text) : 'Help';
}

function placesOf(name: string, blocks: readonly Block[]): Place[] {
  const places: Place[] = [];
  let open = { href: `/help/${name}`, title: '' };
  for (const block of blocks) {
    if (block.kind === 'heading') {
      const place = block.level === 1 ? '' : `#${block.id}`;
      open = { href: `/help/${name}${place}`, title: wordsOf(block.text) };
    }
    places.push(
      ...textsOf(name, block).map(({ href, text }) => placeOf(href ?? open.href, open.title, text)),
    );
  }
  return places;
}

function placeOf(href: string, title: string, text: string): Place {
  return {
    href,
    title,
    text,
    excerpt: text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text,
  };
}

/** Give what a block says, in pieces that make sense by themselves; a row of a code has its own place. */
function textsOf(name: string, block: Block): { href?: string; text: string }[] {
  switch (block.kind) {
    case 'heading':
      return [];
    case 'paragraph':
      return [{ text: wordsOf(block.text) }];
    case 'list':
      return block.items.map((item) => ({ text: wordsOf(item) }));
    case 'table':
      return block.rows.map(({ id, cells }) => ({
        ...(id ? { href: `/help/${name}#${id}` } : {}),
        text: cells.map(wordsOf).join(' – '),
      }));
    case 'fold':
      return block.blocks.flatMap((inner) => textsOf(name, inner));
  }
}

function wordsOf(inlines: readonly Inline[]): string {
  return inlines
    .map((one) => {
      if (one.kind === 'picture') return one.alt;
      return typeof one.text === 'string' ? one.text : wordsOf(one.text);
    })
    .join('');
}
