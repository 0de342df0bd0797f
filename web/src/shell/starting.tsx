/** What is shown until it is known whether somebody is signed in. */
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
    <main class="alone stack" aria-busy="true">
      <Mark />
      <p role="status">{isLate ? 'Postlog is not answering yet.' : 'Loading…'}</p>
      {isLate && <Button onClick={() => void load().catch(() => undefined)}>Try again</Button>}
    </main>
  );
}
