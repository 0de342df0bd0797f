/** Accounts that are tagged in a picture or a video. */

export interface Tag {
  key: number;
  username: string;
  /** From 0 to 1, from the left and from the top. */
  x: number;
  y: number;
}

export const MOST_TAGS = 20;
const USERNAME = /^[A-Za-z0-9._]{1,30}$/;

export function isUsername(text: string): boolean {
  return USERNAME.test(nameIn(text));
}

/** Give a user name without the @ that people write before it. */
export function nameIn(text: string): string {
  return text.trim().replace(/^@/, '');
}

/** Give the names in a list that was typed: `@anna, bob`. */
export function namesIn(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map(nameIn)
    .filter(Boolean);
}

/** Tag a point; without one, the middle. */
export function tagged(tags: readonly Tag[], x = 0.5, y = 0.5): readonly Tag[] {
  if (tags.length >= MOST_TAGS) return tags;
  const key = Math.max(-1, ...tags.map((tag) => tag.key)) + 1;
  return [...tags, { key, username: '', x: within(x), y: within(y) }];
}

export function retagged(tags: readonly Tag[], key: number, by: Partial<Tag>): readonly Tag[] {
  return tags.map((tag) =>
    tag.key === key ? { ...tag, ...by, x: within(by.x ?? tag.x), y: within(by.y ?? tag.y) } : tag,
  );
}

export function untagged(tags: readonly Tag[], key: number): readonly Tag[] {
  return tags.filter((tag) => tag.key !== key);
}

/** Keep a point within the picture, in hundredths: that is as fine as a finger. */
function within(share: number): number {
  const kept = Math.min(Math.max(Number.isFinite(share) ? share : 0.5, 0), 1);
  return Math.round(kept * 100) / 100;
}
