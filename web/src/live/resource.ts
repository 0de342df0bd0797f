/** Data that is read from the API, and read again when it has changed. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem';
import { type Change, listen } from './live';

export interface Resource<T> {
  /** What was read last; it stays while it is read again. */
  data: T | undefined;
  /** Why the last reading failed. */
  problem: Problem | undefined;
  isLoading: boolean;
  reload: () => Promise<void>;
}

const GATHER_MS = 300;

/** Read with `load` at first and whenever `key` changes; only the answer to the last request counts. */
export function useResource<T>(load: () => Promise<T>, key: string): Resource<T> {
  const [state, setState] = useState<{ key: string; data?: T; problem?: Problem }>({ key: '' });
  const turn = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const data = await latest.current();
      if (mine === turn.current) setState({ key, data });
    } catch (error) {
      const problem = asProblem(error);
      if (mine === turn.current)
        setState((was) => (was.key === key ? { ...was, problem } : { key, problem }));
    }
  }, [key]);
  useEffect(() => {
    void reload();
    return () => {
      turn.current++;
    };
  }, [reload]);
  const isCurrent = state.key === key;
  return {
    data: isCurrent ? state.data : undefined,
    problem: isCurrent ? state.problem : undefined,
    isLoading: !isCurrent,
    reload,
  };
}

/** Call `changed` soon after something changed (of one account, where one is named). */
export function useChanges(changed: () => void, accountId?: string): void {
  const latest = useRef(changed);
  latest.current = changed;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = listen((change: Change) => {
      if (change !== 'reset' && accountId && change.account_id !== accountId) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current();
      }, GATHER_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [accountId]);
}
