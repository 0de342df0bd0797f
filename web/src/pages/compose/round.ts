/** One post to several accounts, from choosing them until each has its post; kept in this tab. */
import { effect } from '@preact/signals';
import type { Missing } from '../../composing/missing';
import { scoped } from '../../composing/part';
import type { Entry } from '../../composing/several';
import { session } from '../../session/session';

export interface Round {
  /** The accounts' ids, in the order in which they were chosen. */
  chosen: readonly string[];
  caption: string;
  /** What the chosen file was called. */
  fileName: string | null;
  /** The post of each account that has one, by the account's id. */
  made: Readonly<Record<string, string>>;
}

export const EMPTY: Round = { chosen: [], caption: '', fileName: null, made: {} };

/** The file, as long as the page is not loaded again. */
let held: File | null = null;

export const heldFile = () => held;

export function holdFile(file: File | null): void {
  held = file;
}

effect(() => {
  if (session.value === null) holdFile(null);
});

/** Where the round of a user is kept: nobody who signs in after them is shown it. */
export function roundOf(user: string): string {
  return `round.${user}`;
}

/** Choose an account, or leave it out; one that has its post stays. */
export function toggled(round: Round, account_id: string): Round {
  if (round.made[account_id]) return round;
  const isChosen = round.chosen.includes(account_id);
  const chosen = isChosen
    ? round.chosen.filter((id) => id !== account_id)
    : [...round.chosen, account_id];
  return { ...round, chosen };
}

/** Give the chosen accounts that have no post yet. */
export function openOf({ chosen, made }: Round): string[] {
  return chosen.filter((id) => !made[id]);
}

export type Entries = ReadonlyMap<string, Entry>;

interface Named {
  account_id: string;
  display_name: string;
}

/** Give what must still be done: of the page first, then the first thing of each open account. */
export function lackingIn(
  round: Round,
  hasFile: boolean,
  accounts: readonly Named[],
  entries: Entries,
): Missing[] {
  const ofPage: Missing[] = [];
  if (round.chosen.length === 0)
    ofPage.push({ part: 'accounts', sentence: 'Choose the accounts that post.' });
  if (!hasFile) ofPage.push({ part: 'file', sentence: 'Choose a video or a picture.' });
  return [...ofPage, ...openOf(round).flatMap((id) => firstOf(id, accounts, entries.get(id)))];
}

function firstOf(id: string, accounts: readonly Named[], entry: Entry | undefined): Missing[] {
  const name = accounts.find(({ account_id }) => account_id === id)?.display_name ?? 'An account';
  if (!entry) return [{ part: scoped(id, 'account'), sentence: `${name}: Wait a moment.` }];
  if (entry.barredBecause)
    return [{ part: scoped(id, 'account'), sentence: `${name}: ${entry.barredBecause}` }];
  const [first] = entry.lacking;
  return first ? [{ part: scoped(id, first.part), sentence: `${name}: ${first.sentence}` }] : [];
}

/** Give what the person agrees to by publishing for these accounts, each once. */
export function termsOf(open: readonly string[], entries: Entries): NonNullable<Entry['Terms']>[] {
  const all = open.map((id) => entries.get(id)?.Terms);
  return [...new Set(all)].filter((terms) => terms != null);
}

/** Name what the button does. */
export function labelOf(round: Round): string {
  const count = openOf(round).length;
  if (count === 1) return 'Publish to 1 account';
  return count ? `Publish to ${count} accounts` : 'Publish';
}
