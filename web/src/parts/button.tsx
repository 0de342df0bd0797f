/** Buttons, and links that look like buttons. */
import './button.css';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ComponentChildren } from 'preact';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Shape {
  look?: Look;
  /** While its action runs, the button shows it and ignores a second press. */
  isBusy?: boolean;
  children: ComponentChildren;
}

type ButtonProps = Shape & ButtonHTMLAttributes<HTMLButtonElement>;

export function Button({
  look = 'secondary',
  isBusy,
  children,
  onClick,
  type,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type ?? 'button'}
      {...rest}
      class={`button ${look} ${rest.class ?? ''}`}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || rest['aria-disabled']}
      onClick={(event) => (isBusy ? event.preventDefault() : onClick?.(event))}
    >
      {isBusy && <span class="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

type LinkProps = Shape & AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

export function ButtonLink({ look = 'secondary', isBusy: _, children, ...rest }: LinkProps) {
  return (
    <a {...rest} class={`button ${look}`}>
      {children}
    </a>
  );
}
