/** Keeps a form in this tab, so that neither a link nor a reload loses what was typed and chosen. */

const keyOf = (place: string) => `postlog.${place}`;

/** Give what was kept at a place; null where nothing is, or nothing that can be read. */
export function kept<Form>(place: string): Partial<Form> | null {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(keyOf(place)) ?? 'null');
    return typeof found === 'object' ? (found as Partial<Form> | null) : null;
  } catch {
    return null;
  }
}

export function keep(place: string, form: unknown): void {
  try {
    sessionStorage.setItem(keyOf(place), JSON.stringify(form));
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export function forget(place: string): void {
  sessionStorage.removeItem(keyOf(place));
}
