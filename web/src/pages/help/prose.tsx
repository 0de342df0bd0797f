/** A help page's tree as elements. */
import './prose.css';
import { theme } from '../../shell/theme';
import type { Block, Document, Inline, Row } from './tree';

export function Prose({ page }: { page: Document }) {
  return (
    <article class="prose">
      {page.blocks.map((block, at) => (
        <BlockView key={at} block={block} pictures={page.pictures} />
      ))}
    </article>
  );
}

interface BlockProps {
  block: Block;
  pictures: Document['pictures'];
}

function BlockView({ block, pictures }: BlockProps) {
  const text = (inlines: Inline[]) => <Text of={inlines} pictures={pictures} />;
  switch (block.kind) {
    case 'heading':
      // The first one is the page's own, which names the window as well.
      if (block.level === 1) return null;
      return block.level === 2 ? (
        <h2 id={block.id}>{text(block.text)}</h2>
      ) : (
        <h3 id={block.id}>{text(block.text)}</h3>
      );
    case 'paragraph':
      return <p>{text(block.text)}</p>;
    case 'list': {
      const items = block.items.map((item, at) => <li key={at}>{text(item)}</li>);
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return <Table head={block.head} rows={block.rows} text={text} />;
    case 'fold':
      return (
        <details>
          <summary>{text(block.title)}</summary>
          {block.blocks.map((inner, at) => (
            <BlockView key={at} block={inner} pictures={pictures} />
          ))}
        </details>
      );
  }
}

interface TableProps {
  head: Inline[][];
  rows: Row[];
  text: (inlines: Inline[]) => preact.JSX.Element;
}

function Table({ head, rows, text }: TableProps) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell, at) => (
            <th key={at} scope="col">
              {text(cell)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at} id={row.id}>
            {row.cells.map((cell, column) => (
              <td key={column}>{text(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Text({ of, pictures }: { of: Inline[]; pictures: Document['pictures'] }) {
  return of.map((inline, at) => <InlineView key={at} inline={inline} pictures={pictures} />);
}

function InlineView({ inline, pictures }: { inline: Inline; pictures: Document['pictures'] }) {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return (
        <strong>
          <Text of={inline.text} pictures={pictures} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Text of={inline.text} pictures={pictures} />
        </em>
      );
    case 'link':
      return (
        <a href={inline.href}>
          <Text of={inline.text} pictures={pictures} />
        </a>
      );
    case 'picture':
      return <img src={pictures[Number(inline.src)]?.[theme()]} alt={inline.alt} loading="lazy" />;
  }
}
