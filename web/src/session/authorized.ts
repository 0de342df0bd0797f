/** `fetch` for a signed-in user: renews a token that expires, and repeats a request that was refused. */
import { Problem } from '../api/problem';
import { csrf, isRunningOut, renew, session, signedInAgain, staying } from './session';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Send a request; after a 401 or an old `X-CSRF-Token` renew the session and send it once more. */
export async function authorized(request: Request): Promise<Response> {
  await staying();
  if (session.value && isRunningOut(session.value)) await renewOrAsk();
  const response = await send(request.clone());
  // The session is checked last: a user who signed out meanwhile is not asked to sign in again.
  if (!(await isRefused(response)) || !session.value) return response;
  await renewOrAsk();
  return send(request);
}

/** Renew the token; ask the user to sign in where it cannot be renewed. */
export async function renewOrAsk(): Promise<void> {
  await staying();
  try {
    await renew();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    await staying();
    await signedInAgain();
  }
}

/** Whether the session was refused: another tab may have renewed it, and with it the CSRF token. */
async function isRefused(response: Response): Promise<boolean> {
  if (response.status !== 401 && response.status !== 403) return false;
  const said = await response
    .clone()
    .json()
    .catch(() => null);
  return /\/(not-signed-in|forbidden)$/.test(said?.type ?? '');
}

async function send(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) request.headers.set('X-CSRF-Token', csrf.value);
  return fetch(request).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw Problem.unreachable();
  });
}
