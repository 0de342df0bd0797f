/** JSON with its names, texts and numbers in colours. */

const TOKEN =
  /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

interface Piece {
  kind: 'name' | 'text' | 'value' | null;
  text: string;
}

/** Cut JSON into pieces that are coloured alike; together they are the whole text. */
export function piecesOf(json: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of json.matchAll(TOKEN)) {
    const [whole, quoted, colon] = match;
    if (match.index > at) pieces.push({ kind: null, text: json.slice(at, match.index) });
    pieces.push({ kind: quoted ? (colon ? 'name' : 'text') : 'value', text: quoted ?? whole });
    if (colon) pieces.push({ kind: null, text: colon });
    at = match.index + whole.length;
  }
  return [...pieces, { kind: null, text: json.slice(at) }];
}

export function JsonView({ text, label }: { text: string; label: string }) {
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys. */}
      <pre class="bytes json" tabIndex={0}>
        {piecesOf(text).map(({ kind, text: piece }, at) =>
          kind ? (
            <span key={at} class={`json-${kind}`}>
              {piece}
            </span>
          ) : (
            piece
          ),
        )}
      </pre>
    </section>
  );
}
