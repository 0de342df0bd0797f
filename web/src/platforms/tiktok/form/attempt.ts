/**
 * One press of the button makes one post: a request without an answer is repeated unchanged, with
 * the same `Idempotency-Key`.
 */
import type { Problem } from '../../../api/problem';
import type { Body, Consent, PostRequest } from './request';

export interface Attempt {
  key: string;
  path: PostRequest['path'];
  post_id?: string;
  body: Body;
  /** The request without the consent's time, to recognize the same request. */
  signature: string;
}

/** Give the open attempt if it is for the same request, or else begin a new one. */
export function attemptAt(
  former: Attempt | null,
  request: PostRequest,
  consent: Consent | null,
  newKey: () => string,
): Attempt {
  const signature = JSON.stringify(request);
  if (former?.signature === signature) return former;
  const body = consent ? { ...request.body, consent } : request.body;
  return { ...request, key: newKey(), body, signature };
}

/**
 * Whether this request may make a second post: the answer to a different one before it was lost, or
 * the post that is tried again `mayBeThere`. After a lost upload it cannot: no video was sent.
 */
export function mayPostTwice(
  former: Attempt | null,
  request: PostRequest,
  mayBeThere: boolean,
): boolean {
  if (former?.signature === JSON.stringify(request)) return false; // the same key: no second post
  if (request.post_id) return mayBeThere;
  return !!former && former.body.source !== 'FILE_UPLOAD';
}

const OPEN_KINDS = new Set(['still-in-progress', 'unreachable']);

/** Whether this answer is final: the next press begins a new attempt. */
export function settles({ kind, status }: Pick<Problem, 'kind' | 'status'>): boolean {
  return !OPEN_KINDS.has(kind) && status >= 400 && status < 500 && status !== 401;
}
