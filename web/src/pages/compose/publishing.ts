/** Publishes account by account, each once, however often and wherever a button is pressed. */
import { useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../../api/problem';
import type { Entries } from './round';

export interface Outcome {
  isSending: boolean;
  /** Why it was refused. */
  problem?: Problem;
}

interface Publishing {
  outcomes: ReadonlyMap<string, Outcome>;
  /** Publish for these accounts side by side; one that is being published is left out. */
  publish: (ids: readonly string[]) => void;
}

export function usePublishing(
  entries: Entries,
  onMade: (account_id: string, post_id: string) => void,
  onRefused: (account_id: string) => void,
): Publishing {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  // Not a state: a second press may come before the first one was drawn.
  const taken = useRef(new Set<string>());
  const tell = (id: string, outcome: Outcome) =>
    setOutcomes((was) => new Map(was).set(id, outcome));

  async function publishOne(id: string) {
    const entry = entries.get(id);
    if (!entry || taken.current.has(id)) return;
    taken.current.add(id); // for good, unless it is refused
    tell(id, { isSending: true });
    try {
      onMade(id, await entry.publish());
      tell(id, { isSending: false });
    } catch (error) {
      taken.current.delete(id);
      tell(id, { isSending: false, problem: asProblem(error) });
      onRefused(id);
    }
  }

  return { outcomes, publish: (ids) => void ids.forEach((id) => void publishOne(id)) };
}
