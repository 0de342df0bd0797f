/** Leads to the platform's consent page, with a session that still holds on the way back. */
import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { asProblem } from '../../api/problem';
import { ButtonLink } from '../../parts/button';
import type { Platform } from '../../platforms/platform';
import { renewOrAsk } from '../../session/authorized';

const PATIENCE_MS = 5_000;
const RETURNS = ['pageshow', 'focus', 'visibilitychange'];

interface Props {
  platform: Platform;
  /** Which of the platform's logins; the first one where none is named. */
  login?: string | undefined;
  look?: 'primary' | 'secondary' | 'quiet';
  children?: ComponentChildren;
}

export function ConnectButton({ platform, login, look = 'primary', children }: Props) {
  const named = login ? `?login=${encodeURIComponent(login)}` : '';
  const begin = `/api/auth/${platform.id}${named}`;
  const [isLeaving, setLeaving] = useState(false);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    if (!isLeaving) return;
    // The person may stay, as when an upload is running, or come back with the browser's Back.
    const stay = () => setLeaving(false);
    const timer = setTimeout(stay, PATIENCE_MS);
    for (const type of RETURNS) window.addEventListener(type, stay);
    return () => {
      clearTimeout(timer);
      for (const type of RETURNS) window.removeEventListener(type, stay);
    };
  }, [isLeaving]);

  async function leave(event: TargetedMouseEvent<HTMLAnchorElement>) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    // Otherwise the router would look for a page at this address.
    event.preventDefault();
    event.stopPropagation();
    if (isLeaving) return;
    setLeaving(true);
    setTrouble('');
    try {
      await renewOrAsk();
      window.location.assign(begin);
    } catch (error) {
      setTrouble(asProblem(error).detail);
      setLeaving(false);
    }
  }

  return (
    <>
      <ButtonLink
        look={look}
        href={begin}
        onClick={leave}
        aria-busy={isLeaving || undefined}
        aria-disabled={isLeaving || undefined}
      >
        {isLeaving && <span class="spinner" aria-hidden="true" />}
        {isLeaving ? `Going to ${platform.name}…` : (children ?? `Connect ${platform.name}`)}
      </ButtonLink>
      {trouble && (
        <p class="error" role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}
