/** A page whose script comes only when it is needed; one that does not come says so. */
import { lazy } from 'preact-iso';
import { Button } from '../parts/button';
import { Empty, PageHead } from '../parts/surface';

const PAUSE_MS = 1_000;

/** Give the page that `load` brings, or after two failures one that leads to a reload. */
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

/** Vite asks for a style only once: one that did not come then is asked for again here. */
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
        The connection was lost for a moment, or there is a newer Postlog than the one in this tab.
      </Empty>
    </>
  );
}
