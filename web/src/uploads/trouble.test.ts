import type { DetailedError } from 'tus-js-client';
import { describe, expect, it } from 'vitest';
import { troubleOf, whatNext } from './trouble';

/** What tus says of an answer; `status` 0 where none came. */
function failure(status: number, body = '', method = 'PATCH'): DetailedError {
  const originalResponse = status === 0 ? null : { getStatus: () => status, getBody: () => body };
  const originalRequest = { getMethod: () => method };
  return Object.assign(new Error('tus'), { originalRequest, originalResponse }) as DetailedError;
}

describe('an upload that fails', () => {
  it.each([0, 408, 409, 429, 500, 502, 503])('is tried again after %d', (status) => {
    expect(whatNext(failure(status), 5)).toBe('again');
  });

  it.each([404, 410, 412, 413, 415, 423])('stops after %d', (status) => {
    expect(whatNext(failure(status), 0)).toBe('stop');
  });

  it.each([401, 403])('has its session renewed after %d, but not for ever', (status) => {
    expect(whatNext(failure(status), 0)).toBe('renew');
    expect(whatNext(failure(status), 3)).toBe('stop');
  });

  it('is not given up again and again where it is finished', () => {
    expect(whatNext(failure(409, '', 'DELETE'), 0)).toBe('stop');
  });

  it('says what happened', () => {
    expect(troubleOf(failure(410))).toMatch(/upload has expired/);
    expect(troubleOf(failure(410, '{"detail": "It was refused."}'))).toBe('It was refused.');
    expect(troubleOf(failure(0))).toBe('The connection to Postlog was lost.');
    expect(troubleOf(failure(400, '{"detail": "No."}'))).toBe('No.');
    expect(troubleOf(failure(400, '<html>'))).toBe('The connection to Postlog was lost.');
    expect(troubleOf(new Error('NotReadableError'))).toMatch(/file can no longer be read/);
  });
});
