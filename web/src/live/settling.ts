/** Reading again until what is shown has come to rest: by events, and by pauses that grow. */
import { useEffect, useRef } from 'preact/hooks';
import { useChanges } from './resource';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** How long to wait before the `turn`-th reading, counted from 0. */
export function pauseBefore(turn: number): number {
  return Math.min(FIRST_PAUSE_MS * 1.6 ** turn, LONGEST_PAUSE_MS);
}

/**
 * Call `read` at every change, once more soon after (who told of the change may be ahead of whom
 * is asked), and with growing pauses for as long as something `isMoving`.
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
