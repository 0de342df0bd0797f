/** Keeps a form in this tab, so that neither a link nor a reload loses what was typed and chosen. */

const keyOf = (place: string) => `postlog.${place}`;
const watches = new Set<(place: string) => void>();

/** Call `watch` with the place of each change; gives how to end that. */
export function watchKept(watch: (place: string) => void): () => void {
  watches.add(watch);
  return () => void watches.delete(watch);
}

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
  tell(place);
}

export function forget(place: string): void {
  sessionStorage.removeItem(keyOf(place));
  tell(place);
}

function tell(place: string): void {
  for (const watch of watches) watch(place);
}
