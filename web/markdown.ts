/** At build time: Markdown to a small tree of our own, so that no parser and no HTML is shipped. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import type { Plugin } from 'vite';
import type { Block, Inline, Row } from './src/pages/help/tree';

/** Where each platform's codes are, and what stands above their tables. */
const REFERENCES = [
  { platform: 'tiktok', title: 'TikTok’s codes', file: '../reference/errors.md' },
  { platform: 'instagram', title: 'Instagram’s codes', file: '../reference/errors-instagram.md' },
];
/** The sections of the references, in the words of whoever reads the help; others are left out. */
const SECTIONS: Record<string, string> = {
  'Connecting and refreshing': 'Connecting',
  Calls: 'Posting',
  Uploading: 'Uploading',
  'Posts that failed (`fail_reason`)': 'Failed posts',
  'Posts of photos that failed, where TikTok has other limits': 'Failed photo posts',
};
const CODE = /^`([\w./-]+)`$/;

/** `import blocks, { … } from './page.md'` gives the page's blocks. */
export function markdown(): Plugin {
  return {
    name: 'postlog-markdown',
    transform(source, id) {
      if (!id.endsWith('.md')) return null;
      const folder = dirname(id);
      const blocks = read(source);
      if (id.endsWith('troubleshooting.md')) {
        anchor(blocks);
        const seen = new Set(rowsOf(blocks).flatMap(({ id }) => id ?? []));
        for (const { platform, title, file } of REFERENCES) {
          const path = resolve(folder, file);
          this.addWatchFile(path);
          blocks.push(
            { kind: 'heading', level: 2, id: `${platform}-codes`, text: plain(title) },
            ...everyCode(readFileSync(path, 'utf8'), platform, seen),
          );
        }
      } else anchor(blocks);
      const pictures: string[] = [];
      const json = JSON.stringify(blocks, (key, value) => {
        if (key !== 'src') return value;
        pictures.push(resolve(folder, value));
        return pictures.length - 1;
      });
      const imports = pictures.flatMap((path, at) => [
        `import light${at} from ${JSON.stringify(`${path}?url`)};`,
        `import dark${at} from ${JSON.stringify(`${path.replace('-light.', '-dark.')}?url`)};`,
      ]);
      const names = pictures.map((_, at) => `{ light: light${at}, dark: dark${at} }`).join(', ');
      return {
        code: `${imports.join('\n')}\nexport default { blocks: ${json}, pictures: [${names}] };`,
        map: null,
      };
    },
  };
}

function rowsOf(blocks: readonly Block[]): Row[] {
  return blocks.flatMap((one) => (one.kind === 'table' ? one.rows : []));
}

/** Let each code lead to the first row that is about it. */
function anchor(blocks: Block[]): void {
  const seen = new Set<string>();
  for (const row of rowsOf(blocks)) {
    const [first] = row.cells[0] ?? [];
    if (first?.kind !== 'code' || seen.has(first.text)) continue;
    seen.add(first.text);
    row.id = first.text;
  }
}

/**
 * Of a reference of codes: each code once, with what the user reads and the next step, folded by
 * section. A code that another platform has too is found by `<platform>-<code>`.
 */
function everyCode(source: string, platform: string, seen: Set<string>): Block[] {
  const own = new Set<string>();
  const blocks: Block[] = [];
  let section = '';
  for (const token of lexer(source)) {
    if (token.type === 'heading') section = SECTIONS[token.text] ?? '';
    if (token.type !== 'table' || !section) continue;
    const rows = codesIn(token as Tokens.Table, own).map(({ code, cells }) => {
      const id = seen.has(code) ? `${platform}-${code}` : code;
      seen.add(code);
      return { id, cells };
    });
    const head = ['Code', 'What it means', 'What to do'].map(plain);
    blocks.push({ kind: 'fold', title: plain(section), blocks: [{ kind: 'table', head, rows }] });
  }
  return blocks;
}

/** Give the rows of codes that are not in `own` yet, and add them to it. */
function codesIn(table: Tokens.Table, own: Set<string>): { code: string; cells: Inline[][] }[] {
  const [said, next] = ['what the user reads', 'next step'].map((title) =>
    table.header.findIndex((cell) => cell.text === title),
  );
  return table.rows.flatMap((row) => {
    const code = CODE.exec(row[0]?.text ?? '')?.[1];
    if (!code || own.has(code)) return [];
    own.add(code);
    return [{ code, cells: [row[0], row[said ?? -1], row[next ?? -1]].map(cellOf) }];
  });
}

function plain(text: string): Inline[] {
  return [{ kind: 'text', text }];
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
  return href.replace(/^([\w-]+)\.md/, '/help/$1');
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
