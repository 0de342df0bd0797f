/** Reads again until nothing changes any more: at each event, and after growing pauses. */
import { useEffect, useRef } from 'preact/hooks';
import { useChanges } from './resource';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** How long to wait before the `turn`-th reading, counted from 0. */
export function pauseBefore(turn: number): number {
  return Math.min(FIRST_PAUSE_MS * 1.6 ** turn, LONGEST_PAUSE_MS);
}

/**
 * Call `read` at every change, once more a second later (the event stream may be faster than the
 * service that is read), and with growing pauses as long as something `isMoving`.
 */
export function useSettling(read: () => Promise<void>, isMoving: boolean): void {
  const latest = useRef(read);
  latest.current = read;
  const echo = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useChanges(() => {
    void latest.current();
    clearTimeout(echo.current);
    echo.current = setTimeout(() => void latest.current(), FIRST_PAUSE_MS);
  });
  useEffect(() => () => clearTimeout(echo.current), []);
  useEffect(() => {
    if (!isMoving) return;
    let turn = 0;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const next = () => {
      if (isOver) return;
      timer = setTimeout(() => void latest.current().finally(next), pauseBefore(turn++));
    };
    next();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isMoving]);
}
