/** Suggests whom an answer may name with an `@`. */

/** A name that is being typed at the end of a text. */
const BEGUN = /(^|\s)@([\w.]*)$/u;

/** Give the names that fit what is typed at the end, or else those that the text does not name. */
export function suggested(text: string, names: readonly string[]): string[] {
  const begun = BEGUN.exec(text)?.[2]?.toLowerCase();
  const unique = [...new Set(names)];
  if (begun !== undefined) return unique.filter((name) => name.toLowerCase().startsWith(begun));
  return unique.filter((name) => !namesOf(text).has(name.toLowerCase()));
}

/** Put a name at the end of a text, in place of its beginning where that is typed. */
export function naming(text: string, name: string): string {
  const begun = BEGUN.exec(text);
  const before = begun ? text.slice(0, begun.index) + begun[1] : text;
  const space = before === '' || /\s$/u.test(before) ? '' : ' ';
  return `${before}${space}@${name} `;
}

function namesOf(text: string): Set<string> {
  const found = text.matchAll(/(?:^|\s)@([\w.]+)/gu);
  return new Set([...found].map(([, name]) => (name ?? '').toLowerCase()));
}
