/** A help page as data, made from the Markdown in `docs/users`. */
export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'em'; text: Inline[] }
  | { kind: 'link'; href: string; text: Inline[] }
  | { kind: 'picture'; src: string; alt: string };

export type Block =
  | { kind: 'heading'; level: number; id: string; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'list'; isOrdered: boolean; items: Inline[][] }
  | { kind: 'table'; head: Inline[][]; rows: Row[] }
  | { kind: 'fold'; title: Inline[]; blocks: Block[] };

export interface Row {
  /** Where links to the code in its first cell lead. */
  id?: string;
  cells: Inline[][];
}

export interface Document {
  blocks: Block[];
  /** Addresses of the pictures, for each scheme; a picture's `src` is its place among them. */
  pictures: Record<'light' | 'dark', string>[];
}
