/**
 * Who is signed in. The token is in a cookie that no script can read. The pages know its user, its
 * end, and the value that each change must send (`X-CSRF-Token`).
 */
import { computed, signal } from '@preact/signals';
import type { components } from '../api/generated/auth';
import { Problem } from '../api/problem';

export type Session = components['schemas']['SessionView'];

/** `undefined` until the first answer, `null` while nobody is signed in. */
export const session = signal<Session | null | undefined>(undefined);
/** Whether the session ended while a page is open: the page stays, and a dialog asks to sign in. */
export const isExpired = signal(false);
/** Whether the pages that concern all users are shown; the services check it by themselves. */
export const isOperator = computed(() => session.value?.role === 'operator');
export const csrf = computed(() => session.value?.csrf ?? '');

/** A token with less than this left is renewed before it is used. */
const MARGIN_MS = 30_000;

async function ask(path: string, init: RequestInit = {}): Promise<Session | null> {
  const response = await fetch(`/api/auth/${path}`, init).catch(() => {
    throw Problem.unreachable();
  });
  const said = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw Problem.of(response, said);
  return said as Session | null;
}

function post(path: string, body?: unknown): Promise<Session | null> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf.value };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  return ask(path, { method: 'POST', headers, ...content });
}

/** Whether somebody signed in with this browser before; else the API need not be asked. */
const KNOWN = 'postlog.signed-in';

function begun(next: Session | null): void {
  localStorage.setItem(KNOWN, 'yes');
  if (next && isSomebodyElse(next)) {
    window.location.assign('/');
    return;
  }
  session.value = next;
  isExpired.value = false;
}

/** Another user must not see or continue the page of the user before: the page is loaded again. */
function isSomebodyElse(next: Session): boolean {
  return Boolean(session.value) && session.value?.user_id !== next.user_id;
}

export async function signIn(email: string, password: string): Promise<void> {
  begun(await post('login', { email, password }));
}

export async function signUp(email: string, password: string): Promise<void> {
  begun(await post('register', { email, password }));
}

let leaving: Promise<void> | null = null;

/**
 * End the session on the server, and then here. A session that ended before is no error. No request
 * is sent meanwhile. Throws `Problem` where the server did not answer: then nothing ended.
 */
export function signOut(): Promise<void> {
  leaving ??= signOutOnce().finally(() => {
    leaving = null;
  });
  return leaving;
}

async function signOutOnce(): Promise<void> {
  try {
    await renew();
    await post('logout');
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
  }
  forget();
}

/** Resolve at once. While the user signs out, resolve only if that fails. */
export async function staying(): Promise<void> {
  const never = () => new Promise<void>(() => undefined);
  await leaving?.then(never, () => undefined);
}

function forget(): void {
  localStorage.removeItem(KNOWN);
  session.value = null;
}

/** Find out at the start whether somebody is signed in. */
export async function load(): Promise<void> {
  if (!localStorage.getItem(KNOWN)) return forget();
  try {
    await renew();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    forget();
  }
}

let renewing: Promise<void> | null = null;

/** Read the session again, and renew its token where it expires soon. */
export function renew(): Promise<void> {
  renewing ??= renewOnce().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewOnce(): Promise<void> {
  const now = await ask('session');
  if (now && isSomebodyElse(now)) {
    window.location.assign('/');
    return new Promise(() => undefined);
  }
  session.value = now;
  if (now && isRunningOut(now)) session.value = await post('refresh');
}

export function isRunningOut(of: Session, now = Date.now()): boolean {
  return Date.parse(of.expires_at) - now < MARGIN_MS;
}

/** Resolve once somebody has signed in again over the page. */
export function signedInAgain(): Promise<void> {
  isExpired.value = true;
  return new Promise((resolve) => {
    const stop = isExpired.subscribe((expired) => {
      if (expired) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
