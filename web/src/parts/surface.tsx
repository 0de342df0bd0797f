/** Cards, the head of a page, and placeholders for what is empty or loading. */
import './surface.css';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { takesFocus } from './focus';
import { shortened } from './shortened';

interface CardProps {
  title?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
  /** Its own name for readers, where it has no title to see. */
  label?: string;
}

/** Of whom the cards are, where a page has the same cards for several: it tells them apart. */
export const CardsOf = createContext('');

export function Card({ title, actions, children, label }: CardProps) {
  const whose = useContext(CardsOf);
  return (
    <section class="card" aria-label={label && whose ? `${label} (${whose})` : label}>
      {(title || actions) && (
        <header class="card-head">
          {title && <h2>{title}</h2>}
          {actions && <div class="row">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

interface HeadProps {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
}

/** The page's heading. It sets the window's title, and takes the focus when the page opens. */
export function PageHead({ title, lead, actions }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const short = shortened(title);
  useEffect(() => {
    document.title = `${short} · Postlog`;
  }, [short]);
  // Together with the page: after the next frame, the person may already type in a field.
  useLayoutEffect(() => {
    if (takesFocus()) heading.current?.focus();
  }, []);
  return (
    <header class="page-head">
      <div class="stack">
        <h1 ref={heading} tabIndex={-1} title={short === title ? undefined : title}>
          {title}
        </h1>
        {lead && <p class="soft">{lead}</p>}
      </div>
      {actions && <div class="row">{actions}</div>}
    </header>
  );
}

interface EmptyProps {
  title: string;
  children: ComponentChildren;
  action?: ComponentChildren;
}

/** Says what will appear here, and how. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      <p class="soft">{children}</p>
      {action}
    </div>
  );
}

/** Keeps room for what is loading, so that nothing jumps. */
export function Skeleton({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{label}…</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="bone" aria-hidden="true" />
      ))}
    </div>
  );
}
