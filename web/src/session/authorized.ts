/** `fetch` for whoever is signed in: renews a token that runs out, and loses nothing if it did. */
import { Problem } from '../api/problem';
import { csrf, isRunningOut, renew, session, signedInAgain, staying } from './session';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Send; after a 401 or a stale `X-CSRF-Token` once more, with the person's help if need be. */
export async function authorized(request: Request): Promise<Response> {
  await staying();
  if (session.value && isRunningOut(session.value)) await renewOrAsk();
  const response = await send(request.clone());
  // Asked last: who signed out while the answer was read is not asked to sign in again.
  if (!(await isRefused(response)) || !session.value) return response;
  await renewOrAsk();
  return send(request);
}

/** Have a token that is good for a while; asks the person to sign in where none can be had. */
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

/** Another tab may have renewed the session: then the token, or the value beside it, is a new one. */
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
