/** Where the focus goes when a page is come to, and when what had it is gone. */

let current = '';
let hasMoved = false;

/** Whether a heading that appears now takes the focus: one of the first page of a visit does not. */
export function takesFocus(): boolean {
  const { pathname } = window.location;
  const isNew = pathname !== current;
  hasMoved ||= current !== '' && isNew;
  current = pathname;
  // What is read later may bring a heading of its own, while the person is elsewhere on the page.
  return hasMoved && (isNew || document.activeElement === document.body);
}

/** Have the page's heading take the focus once `element` is gone, unless it went elsewhere before. */
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
