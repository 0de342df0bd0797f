/** Loads scripts of pages: at once when one is opened, and the others while nothing else is done. */

const PAUSE_MS = 1_000;

export type Load<Page> = () => Promise<{ default: Page }>;

/** Try once more after a pause: the connection may have been lost for a moment. */
export async function twice<Page>(load: () => Promise<Page>): Promise<Page> {
  try {
    return await styled(load);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return styled(load);
  }
}

/** Vite requests a style sheet only once: request again those that failed to load. */
async function styled<Page>(load: () => Promise<Page>): Promise<Page> {
  const links = document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]');
  const [found] = await Promise.all([load(), ...[...links].filter(isMissing).map(askAgain)]);
  return found;
}

function isMissing({ sheet }: HTMLLinkElement): boolean {
  try {
    return !sheet?.cssRules.length;
  } catch {
    return true; // Chromium has a sheet then, but lets nobody read it.
  }
}

function askAgain(link: HTMLLinkElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const again = link.cloneNode() as HTMLLinkElement;
    again.onload = resolve;
    again.onerror = reject;
    link.after(again);
  }).then(() => link.remove());
}

const waiting: Load<unknown>[] = [];

/** Note a page that may be loaded before it is opened. */
export function later(load: Load<unknown>): void {
  waiting.push(load);
}

/** Whether the person's browser says that data is dear. */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

/**
 * Load the pages that were not opened yet, one after the other, while the browser has nothing else
 * to do: then they open at once, and without a connection too. One that fails is loaded when opened.
 */
export async function loadOthers(pause: () => Promise<void> = idle): Promise<void> {
  if (savesData()) return;
  for (const load of waiting.splice(0)) {
    await pause();
    await load().catch(() => undefined);
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve());
    else setTimeout(resolve, PAUSE_MS);
  });
}
