export interface FieldError {
  /** `from`, `filter.service`, `items[1].id`; empty for the request as a whole. */
  field: string;
  message: string;
  /** What may stand here, where that is a list: the values of an enum, or the known fields. */
  allowed?: string[];
}

export interface ProblemExtra {
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** Further members of the problem document (RFC 9457 3.2). */
  members?: Record<string, unknown>;
  /** Logged, never answered. */
  cause?: unknown;
}

/** Ends a request with a problem document. `code` is stable and snake_case; `message` names the thing and the way out. */
export class ApiError extends Error {
  override name = 'ApiError';

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly extra: ProblemExtra = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
  }
}

/** 503 for a passing trouble: says when to try again (RFC 9110 10.2.3). */
export function unavailable(message: string, retryAfterSeconds: number, cause?: unknown): ApiError {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) };
  return new ApiError('unavailable', 503, message, { headers, cause });
}
