/** What is the person's own: settings, help, colours, and signing out. */
import './account-menu.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Icon } from '../parts/icons';
import { session } from '../session/session';
import { SignOut } from './sign-out';
import { ThemeButton } from './theme-button';

interface Props {
  isLeaving: boolean;
  onLeave: () => void;
}

export function AccountMenu({ isLeaving, onLeave }: Props) {
  const { path } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (path) setOpen(false); // a page that was chosen from it, or from elsewhere
  }, [path]);
  useClosing(menu, isOpen, () => setOpen(false));
  const email = session.value?.email ?? '';
  return (
    <div class="account-menu" ref={menu}>
      <button
        type="button"
        class="plain"
        aria-expanded={isOpen}
        aria-controls="account-menu"
        onClick={() => setOpen(!isOpen)}
      >
        <span class="initial" aria-hidden="true">
          {email.slice(0, 1).toUpperCase()}
        </span>
        <span class="visually-hidden">Account:</span>
        <span class="email">{email}</span>
      </button>
      <div class="account-items" id="account-menu" hidden={!isOpen}>
        <p class="small soft break">{email}</p>
        <a class="plain" href="/settings" aria-current={path === '/settings' ? 'page' : undefined}>
          <Icon name="person" />
          <span>Settings</span>
        </a>
        <ThemeButton />
        <a class="plain" href="/help">
          <Icon name="help" />
          <span>Help</span>
        </a>
        <SignOut isLeaving={isLeaving} onLeave={onLeave} />
      </div>
    </div>
  );
}

/** Close it by Escape, and by a press anywhere else. */
function useClosing(menu: { current: HTMLElement | null }, isOpen: boolean, close: () => void) {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!isOpen) return undefined;
    const press = (event: PointerEvent) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) latest.current();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
      latest.current();
      menu.current?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', press);
    document.addEventListener('keydown', key);
    return () => {
      document.removeEventListener('pointerdown', press);
      document.removeEventListener('keydown', key);
    };
  }, [isOpen, menu]);
}
