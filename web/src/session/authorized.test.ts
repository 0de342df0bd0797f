import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { authorized } from './authorized';
import { csrf, isExpired, type Session, session, signIn, signOut } from './session';

const LATER = new Date(Date.now() + 600_000).toISOString();
const SOMEBODY: Session = {
  user_id: 'u',
  email: 'a@b.example',
  role: 'user',
  csrf: 'first',
  expires_at: LATER,
};
const ENDED = { type: '/problems/not-signed-in', detail: 'Your session has ended.' };

interface Seen {
  method: string;
  path: string;
  csrf: string | null;
  body: string;
}

let seen: Seen[];
let answers: Record<string, (() => Response | Promise<Response>)[]>;
const left = vi.fn();

/** The server: for each path its answers in turn, the last again and again. */
async function server(input: Request | string, init?: RequestInit): Promise<Response> {
  const url = typeof input === 'string' ? `http://postlog${input}` : input;
  const request = new Request(url, init);
  const { pathname } = new URL(request.url);
  const token = request.headers.get('X-CSRF-Token');
  seen.push({ method: request.method, path: pathname, csrf: token, body: await request.text() });
  const queue = answers[pathname] ?? [() => new Response(null, { status: 404 })];
  return (queue.length > 1 ? queue.shift() : queue[0])?.() as Promise<Response>;
}

function json(body: unknown, status = 200): () => Response {
  return () => Response.json(body, { status });
}

function change(): Request {
  return new Request('http://postlog/api/thing', { method: 'POST', body: 'typed' });
}

beforeEach(() => {
  seen = [];
  answers = {};
  vi.stubGlobal('fetch', server);
  vi.stubGlobal('localStorage', { getItem: () => 'yes', setItem() {}, removeItem() {} });
  vi.stubGlobal('window', { location: { assign: left } });
  left.mockClear();
  isExpired.value = false;
  session.value = SOMEBODY;
});

afterEach(() => vi.unstubAllGlobals());

test('a change brings the session’s value along, and reading does not need it', async () => {
  answers['/api/thing'] = [json({})];

  await authorized(change());
  await authorized(new Request('http://postlog/api/thing'));

  expect(seen.map((one) => one.csrf)).toEqual(['first', null]);
});

test('a token that runs out is renewed before it is used', async () => {
  const ending = { ...SOMEBODY, expires_at: new Date(Date.now() + 5_000).toISOString() };
  session.value = ending;
  answers['/api/auth/session'] = [json(ending)];
  answers['/api/auth/refresh'] = [json({ ...SOMEBODY, csrf: 'second' })];
  answers['/api/thing'] = [json({})];

  await authorized(change());

  const paths = seen.map(({ path }) => path);
  expect(paths).toEqual(['/api/auth/session', '/api/auth/refresh', '/api/thing']);
  expect(seen.at(-1)?.csrf).toBe('second');
});

test('a value that another tab has changed is read anew, and the change is sent once more', async () => {
  answers['/api/thing'] = [json({ type: '/problems/forbidden' }, 403), json({})];
  answers['/api/auth/session'] = [json({ ...SOMEBODY, csrf: 'second' })];

  const response = await authorized(change());

  expect(response.status).toBe(200);
  expect(seen.at(-1)).toMatchObject({ csrf: 'second', body: 'typed' });
});

test('a refusal by the platform is no refusal of the session: it is sent once', async () => {
  answers['/api/thing'] = [json({ type: '/problems/cannot-post' }, 403)];

  const response = await authorized(change());

  expect(response.status).toBe(403);
  expect(seen).toHaveLength(1);
});

test('an ended session asks to sign in again, and then sends what was typed', async () => {
  answers['/api/thing'] = [json(ENDED, 401), json({})];
  answers['/api/auth/session'] = [json(ENDED, 401)];
  answers['/api/auth/login'] = [json({ ...SOMEBODY, csrf: 'third' })];

  const sending = authorized(change());
  await vi.waitFor(() => expect(isExpired.value).toBe(true));
  await signIn('a@b.example', 'password');

  expect((await sending).status).toBe(200);
  expect(seen.at(-1)).toMatchObject({ csrf: 'third', body: 'typed' });
});

test('somebody else who signs in over the page goes to their own, and nothing is sent as them', async () => {
  answers['/api/thing'] = [json(ENDED, 401)];
  answers['/api/auth/session'] = [json(ENDED, 401)];
  answers['/api/auth/login'] = [json({ ...SOMEBODY, user_id: 'other', csrf: 'theirs' })];

  void authorized(change());
  await vi.waitFor(() => expect(isExpired.value).toBe(true));
  await signIn('other@b.example', 'password');

  expect(left).toHaveBeenCalledWith('/');
  expect(csrf.value).toBe('first');
  expect(seen.filter(({ path }) => path === '/api/thing')).toHaveLength(1);
});

test('however often somebody signs out, it happens once', async () => {
  answers['/api/auth/session'] = [json(SOMEBODY)];
  answers['/api/auth/logout'] = [() => new Response(null, { status: 204 })];

  await Promise.all([signOut(), signOut()]);

  expect(seen.filter(({ path }) => path === '/api/auth/logout')).toHaveLength(1);
  expect(session.value).toBeNull();
});

test('while the server cannot be told the session goes on, and so does what was asked meanwhile', async () => {
  answers['/api/auth/session'] = [json(SOMEBODY)];
  answers['/api/auth/logout'] = [json({ type: '/problems/unavailable' }, 503)];
  answers['/api/thing'] = [json({})];

  const leaving = signOut();
  const asked = authorized(change());

  await expect(leaving).rejects.toMatchObject({ status: 503 });
  expect((await asked).status).toBe(200);
  expect(session.value).toEqual(SOMEBODY);
  const paths = seen.map(({ path }) => path);
  expect(paths).toEqual(['/api/auth/session', '/api/auth/logout', '/api/thing']);
});

test('who signs out asks for nothing more, and is not asked to sign in again', async () => {
  let refuse = (_: Response) => {};
  answers['/api/thing'] = [() => new Promise((resolve) => (refuse = resolve))];
  answers['/api/auth/session'] = [json(SOMEBODY)];
  answers['/api/auth/logout'] = [() => new Response(null, { status: 204 })];

  void authorized(change());
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  const leaving = signOut();
  void authorized(change());
  refuse(json(ENDED, 401)());
  await leaving;
  await new Promise((resolve) => setTimeout(resolve));

  expect(isExpired.value).toBe(false);
  expect(seen.filter(({ path }) => path === '/api/thing')).toHaveLength(1);
});
