/** Opens pages, each with a script of its own; where it cannot be loaded, the page says so and tries again. */
import type { ComponentType, JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { Button } from '../parts/button';
import { Empty, PageHead } from '../parts/surface';
import { type Load, later, twice } from './loading';

/** How long to wait before a page that could not be loaded is asked for again. */
const PAUSE_MS = 5_000;

/** Give the page that `load` loads; until it can be loaded, a page that says so. */
export function page<Page>(load: Load<Page>) {
  later(load);
  return lazy<Page | (() => JSX.Element)>(() =>
    twice(load).catch(() => ({ default: lateOf(load) })),
  );
}

/** Give a page that shows the other one as soon as it can be loaded. */
function lateOf(load: Load<unknown>): () => JSX.Element {
  return function Late(props: object) {
    const [Found, setFound] = useState<ComponentType<object> | null>(null);
    const [isBusy, setBusy] = useState(false);
    const again = useCallback(async () => {
      setBusy(true);
      const found = await twice(load).catch(() => null);
      setBusy(false);
      if (found) setFound(() => found.default as ComponentType<object>);
    }, []);
    useEffect(() => {
      if (Found || isBusy) return;
      const now = () => void again();
      const timer = setTimeout(now, PAUSE_MS);
      window.addEventListener('online', now);
      return () => {
        clearTimeout(timer);
        window.removeEventListener('online', now);
      };
    }, [Found, isBusy, again]);
    return Found ? <Found {...props} /> : <NotLoaded isBusy={isBusy} onRetry={again} />;
  } as () => JSX.Element;
}

function NotLoaded({ isBusy, onRetry }: { isBusy: boolean; onRetry: () => Promise<void> }) {
  return (
    <>
      <PageHead title="This page could not be loaded" />
      <Empty
        title={navigator.onLine ? 'Postlog did not send it' : 'You are offline'}
        action={
          <div class="row">
            <Button look="primary" isBusy={isBusy} onClick={() => void onRetry()}>
              Try again
            </Button>
            {navigator.onLine && (
              <Button look="quiet" onClick={() => window.location.reload()}>
                Reload Postlog
              </Button>
            )}
          </div>
        }
      >
        {navigator.onLine
          ? 'Postlog keeps trying, and uploads go on. If it was updated while this tab was open, reload it.'
          : 'The page opens by itself as soon as you are online again. Uploads go on then, too.'}
      </Empty>
    </>
  );
}
