/** Loads a page's script when the page is opened, and shows an error where it cannot be loaded. */
import { lazy } from 'preact-iso';
import { Button } from '../parts/button';
import { Empty, PageHead } from '../parts/surface';

const PAUSE_MS = 1_000;

/** Give the page that `load` loads; after two failures, a page that offers to reload. */
export function page<Page>(load: () => Promise<{ default: Page }>) {
  return lazy<Page | typeof NotLoaded>(() => twice(load).catch(() => ({ default: NotLoaded })));
}

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

function NotLoaded() {
  return (
    <>
      <PageHead title="This page could not be loaded" />
      <Empty
        title="Its script did not arrive"
        action={
          <Button look="primary" onClick={() => window.location.reload()}>
            Reload
          </Button>
        }
      >
        The connection was lost for a moment, or Postlog was updated while this tab was open.
      </Empty>
    </>
  );
}
