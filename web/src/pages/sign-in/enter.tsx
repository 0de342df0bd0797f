/** The frame of sign-in and sign-up, with what Postlog offers. */
import './enter.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Icon } from '../../parts/icons';
import { Card, PageHead } from '../../parts/surface';
import { namesOf, usePlatforms } from '../../platforms/known';
import type { Platform } from '../../platforms/platform';
import { session } from '../../session/session';

function promisesOf(platforms: readonly Platform[]): string[] {
  const names = namesOf(platforms);
  return [
    `Connect your ${names} accounts, and see at a glance which still work.`,
    'Upload large videos that survive a closed laptop, or post by address.',
    `Know what became of every post: Postlog shows what ${names} says, and never guesses.`,
  ];
}

/** Allow only paths of Postlog: another address could lead anywhere. */
function nextPath(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function Enter({ title, children }: { title: string; children: ComponentChildren }) {
  const { query, route } = useLocation();
  const isIn = Boolean(session.value);
  const next = useRef(nextPath(query.next));
  useEffect(() => {
    // The value at the beginning: the address changes before this page is removed.
    if (isIn) route(next.current, true);
  }, [isIn, route]);
  return (
    <div class="enter">
      <PageHead title={title} />
      <Card label={title}>{children}</Card>
      <ul class="list promises stack soft">
        {promisesOf(usePlatforms()).map((promise) => (
          <li key={promise}>
            <Icon name="check" />
            <span>{promise}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
