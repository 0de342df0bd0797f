/** What the page of a post to several accounts and each platform's part of it tell each other. */
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Auth } from '../api/clients';
import { forget, keep, kept } from './kept';
import type { Missing } from './missing';

/** What all accounts have in common. */
export interface Shared {
  /** Null while none is chosen, and after the page was loaded again. */
  file: File | null;
  caption: string;
}

/** How one account's part of the post stands. */
export interface Entry {
  lacking: readonly Missing[];
  /** Why the platform takes no post from this account now. */
  barredBecause: string | null;
  /** What the person agrees to by publishing; the same of several accounts is shown once. */
  Terms: ComponentType | null;
  /** Ask for the post, and begin to send its file; gives the post's id. Throws `Problem`. */
  publish: () => Promise<string>;
}

export interface SeveralProps {
  account: Auth['AccountView'];
  shared: Shared;
  onEntry: (entry: Entry) => void;
}

/** Tell the page how the account's part stands, whenever that has changed. */
export function useEntry(onEntry: SeveralProps['onEntry'], entry: Entry): void {
  const { lacking, barredBecause, Terms } = entry;
  const latest = useRef({ onEntry, publish: entry.publish });
  latest.current = { onEntry, publish: entry.publish };
  useEffect(() => {
    const publish = () => latest.current.publish();
    latest.current.onEntry({ lacking, barredBecause, Terms, publish });
  }, [lacking, barredBecause, Terms]);
}

interface OwnCaption {
  caption: string;
  /** Whether it is this account's own: later changes of the common one do not change it. */
  isOwn: boolean;
  /** Null for the common caption again. */
  change: (caption: string | null) => void;
}

/** Give an account's caption: the common one, until it has one of its own, kept at `place`. */
export function useOwnCaption(place: string, common: string): OwnCaption {
  const at = captionAt(place);
  const [own, setOwn] = useState(() => kept<{ own: string | null }>(at)?.own ?? null);
  useEffect(() => keep(at, { own }), [at, own]);
  return { caption: own ?? common, isOwn: own !== null, change: setOwn };
}

/** Where what was decided for one account is kept. */
export function placeFor(account_id: string): string {
  return `several.${account_id}`;
}

const captionAt = (place: string) => `${place}.caption`;

/** Give every place where something of one account is kept. */
export function placesFor(account_id: string): string[] {
  const place = placeFor(account_id);
  return [place, captionAt(place)];
}

/** Delete what was decided for one account: it has its post. */
export function forgetFor(account_id: string): void {
  for (const place of placesFor(account_id)) forget(place);
}

/** Leave out what is missing in the files' part while no file was chosen: the page says that once. */
export function lackingBeside<Part extends string>(
  lacking: readonly Missing<Part>[],
  part: Part,
  hasFile: boolean,
): readonly Missing<Part>[] {
  return hasFile ? lacking : lacking.filter((one) => one.part !== part);
}
