/** A delivery's body in the forms in which a developer wants it. */

export interface Request {
  url: string;
  headers: readonly { name: string; value: string }[];
}

/** Give JSON with a line for each of its parts, and JSON that stands in a string opened too; null for no JSON. */
export function opened(text: string): string | null {
  const found = parsed(text);
  return found === undefined ? null : JSON.stringify(unpacked(found), null, 2);
}

/** Give the command that sends the same text to the same address again. */
export function asCurl(text: string, { url, headers }: Request): string {
  const parts = [
    `curl -X POST ${quoted(url)}`,
    ...headers.map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`),
    `--data-binary ${quoted(text)}`,
  ];
  return parts.join(' \\\n  ');
}

function unpacked(value: unknown): unknown {
  if (typeof value === 'string' && /^\s*[{[]/.test(value)) {
    const inner = parsed(value);
    return inner === undefined ? value : unpacked(inner);
  }
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unpacked(one)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For a POSIX shell: nothing within single quotes means anything, but a single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
