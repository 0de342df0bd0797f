/** Which classes a style sheet owns: those that its outermost rules begin with. */

const COMMENTS = /\/\*[\s\S]*?\*\//g;
/** A condition on what an element holds, or is not: `:has(.dock)`. */
const CONDITION = /:[\w-]+\((?:[^()]|\([^()]*\))*\)/g;
const CLASS = /\.([\w-]+)/g;

/** Give the classes; a class that stands within another's rule belongs to that one. */
export function ownedBy(sheet: string): Set<string> {
  return new Set(
    outermost(sheet.replace(COMMENTS, ''))
      .flatMap((selectors) => selectors.replace(CONDITION, '').split(','))
      .flatMap((selector) => [...firstOf(selector).matchAll(CLASS)].map(([, name = '']) => name)),
  );
}

/** Give every class that several sheets own, with the names of the sheets. */
export function sharedIn(sheets: Readonly<Record<string, string>>): Record<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const [name, sheet] of Object.entries(sheets))
    for (const one of ownedBy(sheet)) owners.set(one, [...(owners.get(one) ?? []), name]);
  return Object.fromEntries([...owners].filter(([, names]) => names.length > 1));
}

/** Cut a selector before the first combinator: `.shell > main` begins with `.shell`. */
function firstOf(selector: string): string {
  return selector.trim().split(/[\s>+~]/)[0] ?? '';
}

/** Give the selectors of the rules that stand in no other rule, but perhaps in a layer or query. */
function outermost(sheet: string): string[] {
  const found: string[] = [];
  const around: string[] = [];
  for (const [part, end] of partsOf(sheet)) {
    if (end === '}') around.pop();
    if (end !== '{') continue;
    if (!part.startsWith('@') && around.every((one) => one.startsWith('@'))) found.push(part);
    around.push(part);
  }
  return found;
}

/** Give each piece of text with the character that ends it. */
function partsOf(sheet: string): [string, string][] {
  return [...sheet.matchAll(/([^{};]*)([{};])/g)].map(([, text = '', end = '']) => [
    text.trim(),
    end,
  ]);
}
