/** What surrounds every page: the menu, the user, and notices. */
import './shell.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { asProblem, type Problem } from '../api/problem';
import { ProblemAlert } from '../parts/alert';
import { Icon } from '../parts/icons';
import { usePlatforms } from '../platforms/known';
import { isOperator, session, signOut } from '../session/session';
import { UploadsDock } from '../uploads/uploads-dock';
import { Mark } from './mark';
import { Notices } from './notices';
import { ALL_ACCOUNTS, placesOf } from './places';
import { SignOut } from './sign-out';
import { theme, toggleTheme } from './theme';

/** Pages that need no session. */
const OPEN = /^\/(sign-in|sign-up|help)(\/|$)/;

export function Shell({ children }: { children: ComponentChildren }) {
  const { path, url, route } = useLocation();
  const who = session.value;
  const [problem, setProblem] = useState<Problem>();
  const [isLeaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    setProblem(undefined);
    try {
      await signOut();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setLeaving(false);
    }
  };
  const mustSignIn = !who && !OPEN.test(path);
  useEffect(() => {
    if (mustSignIn) route(`/sign-in${url === '/' ? '' : `?next=${encodeURIComponent(url)}`}`, true);
  }, [mustSignIn, url, route]);
  if (mustSignIn) return null;
  return (
    <div class="shell" data-signed-in={who ? '' : undefined}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="side">
        <a class="home" href="/" aria-label="Postlog, dashboard">
          <Mark />
        </a>
        {who && <Places current={path} />}
        {who && <UploadsDock path={path} />}
        <div class="self">
          <button type="button" class="plain" onClick={toggleTheme}>
            <Icon name={theme() === 'dark' ? 'sun' : 'moon'} />
            <span>{theme() === 'dark' ? 'Light' : 'Dark'}</span>
          </button>
          <a class="plain" href="/help">
            <Icon name="help" />
            <span>Help</span>
          </a>
          {who && <SignOut isLeaving={isLeaving} onLeave={leave} />}
          {who && <p class="who small soft break">{who.email}</p>}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <ProblemAlert problem={problem} title="You are still signed in" onRetry={leave} />
        {who && <Notices />}
        {children}
      </main>
    </div>
  );
}

function Places({ current }: { current: string }) {
  return (
    <nav aria-label="Main">
      <ul class="list">
        {placesOf(usePlatforms(), isOperator.value).map(({ href, name, icon, Badge }) => (
          <li key={href}>
            <a href={href} aria-current={isIn(href, current) ? 'page' : undefined}>
              <Icon name={icon} />
              <span>{name}</span>
              {Badge && <Badge />}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isIn(href: string, current: string): boolean {
  // The pages of a platform's accounts belong to the page of all of them.
  if (href === ALL_ACCOUNTS) return current === href || current.startsWith(`${href}/connect/`);
  return href === '/' ? current === '/' : current === href || current.startsWith(`${href}/`);
}
