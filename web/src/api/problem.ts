/** Why a request failed: the API's problem document (RFC 9457), or no answer at all. */
export class Problem extends Error {
  constructor(
    /** The last word of the document's `type`, such as `not-found`; `unreachable` where no answer came. */
    readonly kind: string,
    /** One sentence that a person reads. */
    readonly detail: string,
    readonly status = 0,
    readonly traceId: string | null = null,
    /** After how many seconds to try again; null where the answer does not say. */
    readonly retryAfter: number | null = null,
    /** What the platform said of a refusal, in its own words, and its id of the call. */
    readonly platformMessage = '',
    readonly logId = '',
  ) {
    super(detail);
    this.name = 'Problem';
  }

  static unreachable(): Problem {
    const detail = 'Postlog cannot be reached. Check your connection, and try again.';
    return new Problem('unreachable', detail);
  }

  /** Read an answer that is not 2xx; `body` is its parsed JSON, if it was JSON. */
  static of(response: Response, body: unknown): Problem {
    const said = (typeof body === 'object' && body ? body : {}) as Record<string, unknown>;
    const type = typeof said.type === 'string' && said.type !== 'about:blank' ? said.type : '';
    const detail = typeof said.detail === 'string' ? said.detail : '';
    const after = Number(response.headers.get('Retry-After'));
    return new Problem(
      type.split('/').at(-1) || `http-${response.status}`,
      detail || 'Postlog could not do that now. Try again in a moment.',
      response.status,
      typeof said.trace_id === 'string' ? said.trace_id : response.headers.get('Trace-Id'),
      after > 0 ? after : null,
      typeof said.platform_message === 'string' ? said.platform_message : '',
      typeof said.log_id === 'string' ? said.log_id : '',
    );
  }
}

/** Make a Problem of anything that was thrown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof TypeError) return Problem.unreachable();
  throw thrown;
}
