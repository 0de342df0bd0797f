/** What is shown until it is known whether somebody is signed in; `index.html` has the same before the script. */
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../parts/button';
import { load } from '../session/session';
import { Mark } from './mark';

const PATIENCE_MS = 4_000;

export function Starting() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="shell starting" data-signed-in="">
      <header class="side">
        <Mark />
      </header>
      <main aria-busy="true">
        <div class="skeleton" aria-hidden="true">
          <span class="bone" />
          <span class="bone" />
          <span class="bone" />
        </div>
        <p role="status" class={isLate ? undefined : 'visually-hidden'}>
          {isLate ? 'Postlog is not answering yet.' : 'Loading…'}
        </p>
        {isLate && (
          <div>
            <Button onClick={() => void load().catch(() => undefined)}>Try again</Button>
          </div>
        )}
      </main>
    </div>
  );
}
