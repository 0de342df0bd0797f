/** Keeps what a person types into where it is on the screen. */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Scroll by as much as the focused element of `list` was moved by what arrived above it.
 *
 * The browser does this only after the page was scrolled, and only where the list's beginning is
 * out of sight; the style of the list turns that off while something in it has the focus.
 */
export function useSteadyFocus(list: RefObject<HTMLElement | null>): void {
  const { activeElement: focused } = document;
  const before = list.current?.contains(focused) ? focused?.getBoundingClientRect().top : undefined;
  useLayoutEffect(() => {
    if (!focused?.isConnected || before === undefined) return;
    const by = focused.getBoundingClientRect().top - before;
    if (by !== 0) window.scrollBy({ top: by, behavior: 'instant' });
  });
}
