/** Moves the keyboard focus when a page opens, and when the focused element disappears. */

let current = '';
let hasMoved = false;

/** Whether a heading that appears now takes the focus. On the first page of a visit it does not. */
export function takesFocus(): boolean {
  const { pathname } = window.location;
  const isNew = pathname !== current;
  hasMoved ||= current !== '' && isNew;
  current = pathname;
  // A late answer may bring a new heading while the person uses another part of the page.
  return hasMoved && (isNew || document.activeElement === document.body);
}

/** Focus the page's heading when `element` is removed, unless the focus moved elsewhere before. */
export function headingAfter(element: Element): void {
  const watch = new MutationObserver(() => {
    if (element.isConnected) return;
    end();
    if (document.activeElement === document.body) heading()?.focus({ preventScroll: true });
  });
  const moved = ({ target }: FocusEvent) => {
    if (target !== element) end();
  };
  const end = () => {
    watch.disconnect();
    document.removeEventListener('focusin', moved);
  };
  watch.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', moved);
}

function heading(): HTMLElement | null {
  return document.querySelector<HTMLElement>('main h1') ?? document.querySelector('main');
}
