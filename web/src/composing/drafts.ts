/**
 * Posts that were begun, saved by the server for all devices of the person.
 *
 * A draft is what some places of this tab hold; opened on another device, it is put there again.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Auth, auth, body } from '../api/clients';
import { asProblem, type Problem } from '../api/problem';
import { shortened } from '../parts/shortened';
import { keep, kept, watchKept } from './kept';

export interface Drafted {
  /** The address of the page, which finds the form in its places. */
  href: string;
  /** For whom it is, such as `Lena Keller (the platform)`. */
  whose: string;
  /** What was written so far. */
  words: string;
  /** Where the form is kept in this tab, the main part first; none once the post was made. */
  places: readonly string[];
}

/** What this tab knows of the form at a place. */
interface Saved {
  /** Null where the server has no draft of it. */
  draft_id: string | null;
  /** The form as the server has it, as JSON; empty before it has. */
  text: string;
  /** The form as nobody had changed it yet; empty where that is not known. */
  blank: string;
}

export type Draft = Auth['DraftLine'];
type Form = Auth['DraftView']['form'];

const SAVE_MS = 2_000;
/** Saves each form of this tab at once; awaited before another draft takes its places. */
const savers = new Set<() => Promise<void>>();

const homeOf = (place: string) => `draft.${place}`;

/** Give what the places hold; nothing where the main one is empty. */
export function collected(places: readonly string[], read: (place: string) => unknown): Form {
  const [main] = places;
  if (!main || read(main) === null) return {};
  const found = places.map((place) => [place, read(place)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== null)) as Form;
}

/** Give what a place holds once a draft is opened: a list grows by what it did not have. */
export function merged(opened: unknown, here: unknown): unknown {
  if (!Array.isArray(opened) || !Array.isArray(here)) return opened;
  const known = new Set(opened.map(({ id }) => id));
  return [...here.filter(({ id }) => !known.has(id)), ...opened];
}

/** Name a draft in a list. */
export function titleOf({ whose, words }: Pick<Drafted, 'whose' | 'words'>): string {
  const said = shortened(words.trim().replace(/\s+/g, ' '), 80);
  return said ? `${whose}: ${said}` : whose;
}

/** Give the draft that the form at a place is saved as; null where it is not. */
export function draftAt(place: string | undefined): string | null {
  return place ? known(place).draft_id : null;
}

function known(place: string): Saved {
  return { draft_id: null, text: '', blank: '', ...kept<Saved>(homeOf(place)) };
}

function note(place: string, by: Partial<Saved>): void {
  keep(homeOf(place), { ...known(place), ...by });
}

/**
 * Save the form a moment after each change; gives why that failed the last time.
 *
 * A form that nobody has changed, or that was emptied again, is no draft.
 */
export function useDraft(drafted: Drafted): Problem | undefined {
  const [problem, setProblem] = useState<Problem>();
  const latest = useRef(drafted);
  latest.current = drafted;
  const [main] = drafted.places;
  const wasEmpty = useRef(!main || kept(main) === null);
  const home = useRef(main);
  home.current = main ?? home.current;
  useEffect(() => {
    if (home.current && wasEmpty.current) {
      note(home.current, { draft_id: null, text: '', blank: textOf(latest.current) });
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let turn = Promise.resolve();
    const save = () => {
      clearTimeout(timer);
      timer = undefined;
      turn = turn.then(async () => {
        if (!home.current) return;
        await settle(home.current, latest.current).then(
          () => setProblem(undefined),
          (error) => setProblem(asProblem(error)),
        );
      });
      return turn;
    };
    savers.add(save);
    const stop = watchKept((place) => {
      if (!latest.current.places.includes(place) && place !== home.current) return;
      clearTimeout(timer);
      timer = setTimeout(save, SAVE_MS);
    });
    const leave = () => {
      if (timer && document.visibilityState === 'hidden') void save();
    };
    document.addEventListener('visibilitychange', leave);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', leave);
      savers.delete(save);
      if (timer) void save();
    };
  }, []);
  return problem;
}

function textOf({ places }: Drafted): string {
  return JSON.stringify(collected(places, kept));
}

async function settle(home: string, drafted: Drafted): Promise<void> {
  const saved = known(home);
  const form = collected(drafted.places, kept);
  const text = JSON.stringify(form);
  if (text === '{}' || text === saved.blank) {
    if (!saved.draft_id) return;
    note(home, { draft_id: null, text: '' });
    return deleteDraft(saved.draft_id);
  }
  if (text === saved.text) return;
  const draft_id = saved.draft_id ?? crypto.randomUUID();
  note(home, { draft_id, text: '' }); // asked again after a lost answer, it is the same draft
  const wish = { title: titleOf(drafted), href: drafted.href, form };
  const params = { path: { draft_id } };
  await body(auth.PUT('/api/auth/me/drafts/{draft_id}', { params, body: wish }));
  note(home, { text });
}

export async function deleteDraft(draft_id: string): Promise<void> {
  // It goes on when the page is left: a post that was made is not offered again.
  const asked = { params: { path: { draft_id } }, keepalive: true };
  await body(auth.DELETE('/api/auth/me/drafts/{draft_id}', asked));
}

/** Put a draft into this tab, and open its page. Throws `Problem`. */
export async function openDraft(draft_id: string): Promise<void> {
  await Promise.all([...savers].map((save) => save()));
  const params = { path: { draft_id } };
  const draft = await body(auth.GET('/api/auth/me/drafts/{draft_id}', { params }));
  const [main] = Object.keys(draft.form);
  if (main) keep(homeOf(main), { draft_id, text: JSON.stringify(draft.form), blank: '' });
  for (const [place, value] of Object.entries(draft.form)) keep(place, merged(value, kept(place)));
  // Loaded anew, the page takes up the files that are on their way, too.
  window.location.assign(draft.href);
}
