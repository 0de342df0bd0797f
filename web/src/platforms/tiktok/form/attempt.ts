/**
 * One press of the button, one post: a request that was not answered is repeated as it was, under
 * the same `Idempotency-Key`.
 */
import type { Problem } from '../../../api/problem';
import type { Body, Consent, PostRequest } from './request';

export interface Attempt {
  key: string;
  path: PostRequest['path'];
  body: Body;
  /** What was asked for, without the moment of the consent: whether it is the same again. */
  signature: string;
}

/** Give the open attempt at the same request again, or begin one. */
export function attemptAt(
  former: Attempt | null,
  request: PostRequest,
  consent: Consent | null,
  newKey: () => string,
): Attempt {
  const signature = JSON.stringify(request);
  if (former?.signature === signature) return former;
  const body = consent ? { ...request.body, consent } : request.body;
  return { key: newKey(), path: request.path, body, signature };
}

/**
 * Whether this may be posted beside the request before it, whose answer was lost. A video that is
 * sent from here cannot: nobody sent it.
 */
export function mayPostTwice(former: Attempt | null, request: PostRequest): boolean {
  if (!former || former.signature === JSON.stringify(request)) return false;
  return former.body.source !== 'FILE_UPLOAD';
}

const OPEN_KINDS = new Set(['still-in-progress', 'unreachable']);

/** Whether this answer leaves nothing open: the next press may begin anew. */
export function settles({ kind, status }: Pick<Problem, 'kind' | 'status'>): boolean {
  return !OPEN_KINDS.has(kind) && status >= 400 && status < 500 && status !== 401;
}
