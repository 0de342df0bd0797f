import { expect, test } from 'vitest';
import { asProblem, Problem } from './problem';

test('a problem document is read with its kind, its words and when to come back', () => {
  const response = new Response(null, { status: 429, headers: { 'Retry-After': '12' } });
  const body = {
    type: '/problems/rate-limited',
    detail: 'Too many requests.',
    trace_id: 'abc',
  };

  expect(Problem.of(response, body)).toMatchObject({
    kind: 'rate-limited',
    detail: 'Too many requests.',
    status: 429,
    traceId: 'abc',
    retryAfter: 12,
  });
});

test('what HTTP itself refuses is known by its status', () => {
  const response = new Response(null, { status: 405 });

  expect(Problem.of(response, { type: 'about:blank', detail: 'no' }).kind).toBe('http-405');
});

test('an answer that is no problem document still has words and its trace id', () => {
  const response = new Response('<html>', { status: 502, headers: { 'Trace-Id': 'abc' } });

  const problem = Problem.of(response, undefined);

  expect(problem).toMatchObject({ kind: 'http-502', traceId: 'abc', retryAfter: null });
  expect(problem.detail).not.toBe('');
});

test('a fetch without an answer is a problem too, and anything else stays what it is', () => {
  expect(asProblem(new TypeError('Failed to fetch')).kind).toBe('unreachable');
  expect(() => asProblem(new RangeError('ours'))).toThrow(RangeError);
});
