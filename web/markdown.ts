/** At build time: Markdown to a small tree of our own, so that no parser and no HTML is shipped. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import type { Plugin } from 'vite';
import type { Block, Inline } from './src/pages/help/tree';

const REFERENCE = '../reference/errors.md';
const CODE = /^`([\w.-]+)`$/;

/** `import blocks, { … } from './page.md'` gives the page's blocks. */
export function markdown(): Plugin {
  return {
    name: 'postlog-markdown',
    transform(source, id) {
      if (!id.endsWith('.md')) return null;
      const folder = dirname(id);
      const blocks = read(source);
      if (id.endsWith('troubleshooting.md')) {
        const codes = resolve(folder, REFERENCE);
        this.addWatchFile(codes);
        blocks.push(...everyCode(readFileSync(codes, 'utf8')));
      }
      anchor(blocks);
      const pictures: string[] = [];
      const json = JSON.stringify(blocks, (key, value) => {
        if (key !== 'src') return value;
        pictures.push(resolve(folder, value));
        return pictures.length - 1;
      });
      const imports = pictures.map(
        (path, at) => `import p${at} from ${JSON.stringify(`${path}?url`)};`,
      );
      const names = pictures.map((_, at) => `p${at}`).join(', ');
      return {
        code: `${imports.join('\n')}\nexport default { blocks: ${json}, pictures: [${names}] };`,
        map: null,
      };
    },
  };
}

/** Let each code lead to the first row that is about it. */
function anchor(blocks: Block[]): void {
  const seen = new Set<string>();
  for (const row of blocks.flatMap((one) => (one.kind === 'table' ? one.rows : []))) {
    const [first] = row.cells[0] ?? [];
    if (first?.kind !== 'code' || seen.has(first.text)) continue;
    seen.add(first.text);
    row.id = first.text;
  }
}

/** Of the reference of codes: each code with what the user reads and the next step. */
function everyCode(source: string): Block[] {
  const tables = lexer(source).filter((token) => token.type === 'table') as Tokens.Table[];
  const rows = tables.flatMap((table) => {
    const [said, next] = ['what the user reads', 'next step'].map((title) =>
      table.header.findIndex((cell) => cell.text === title),
    );
    return table.rows
      .filter((row) => CODE.test(row[0]?.text ?? ''))
      .map((row) => ({ cells: [row[0], row[said ?? -1], row[next ?? -1]].map(cellOf) }));
  });
  return [
    {
      kind: 'heading',
      level: 2,
      id: 'codes',
      text: [{ kind: 'text', text: 'Every code of TikTok’s' }],
    },
    { kind: 'table', head: ['code', 'means', 'do'].map((text) => [{ kind: 'text', text }]), rows },
  ];
}

function read(source: string): Block[] {
  return lexer(source).flatMap(block);
}

function block(token: Token): Block[] {
  switch (token.type) {
    case 'heading':
      return [
        { kind: 'heading', level: token.depth, id: slug(token.text), text: inlines(token.tokens) },
      ];
    case 'paragraph':
      return [{ kind: 'paragraph', text: inlines(token.tokens) }];
    case 'list':
      return [
        {
          kind: 'list',
          isOrdered: Boolean(token.ordered),
          items: (token as Tokens.List).items.map((item) => inlines(item.tokens)),
        },
      ];
    case 'table': {
      const table = token as Tokens.Table;
      return [
        {
          kind: 'table',
          head: table.header.map(cellOf),
          rows: table.rows.map((row) => ({ cells: row.map(cellOf) })),
        },
      ];
    }
    case 'space':
      return [];
    default:
      throw new Error(`help pages have no ${token.type}`);
  }
}

function cellOf(cell: Tokens.TableCell | undefined): Inline[] {
  return inlines(cell?.tokens);
}

function inlines(tokens: Token[] | undefined): Inline[] {
  return (tokens ?? []).flatMap(inline);
}

function inline(token: Token): Inline[] {
  switch (token.type) {
    case 'text':
      return 'tokens' in token && token.tokens
        ? inlines(token.tokens)
        : [{ kind: 'text', text: decoded(token.text) }];
    case 'escape':
      return [{ kind: 'text', text: token.text }];
    case 'strong':
    case 'em':
      return [{ kind: token.type, text: inlines(token.tokens) }];
    case 'codespan':
      return [{ kind: 'code', text: decoded(token.text) }];
    case 'link':
      return [{ kind: 'link', href: page(token.href), text: inlines(token.tokens) }];
    case 'image':
      return [{ kind: 'picture', src: token.href, alt: token.text }];
    default:
      throw new Error(`help pages have no ${token.type} within a line`);
  }
}

/** A neighbour's file is a page here. */
function page(href: string): string {
  return href.replace(/^(\w+)\.md/, '/help/$1');
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
