/** Runs what a press begins: one at a time, whose problem is shown until the next. */
import { useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../../../api/problem';

export interface Acting {
  isBusy: boolean;
  problem: Problem | undefined;
  /** Give what was done; undefined where it failed, or where another act was still running. */
  act: <T>(what: () => Promise<T>) => Promise<T | undefined>;
}

/** `onChanged` is called after each act: a refusal may mean that something is not as it is shown. */
export function useActing(onChanged: () => Promise<void>): Acting {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // A second press may come before the first one is drawn.
  const isRunning = useRef(false);
  const act = async <T>(what: () => Promise<T>) => {
    if (isRunning.current) return undefined;
    isRunning.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      return await what();
    } catch (error) {
      setProblem(asProblem(error));
      return undefined;
    } finally {
      isRunning.current = false;
      setBusy(false);
      void onChanged();
    }
  };
  return { isBusy, problem, act };
}
