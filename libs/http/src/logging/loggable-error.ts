/** What is logged of an error: enough to find the fault, without the values that database errors carry along. */
export interface LoggableError {
  type: string;
  message: string;
  code?: string | number;
  stack?: string;
  cause?: LoggableError;
  errors?: LoggableError[];
}

// 5: causes deeper than this repeat what is known, and a cause may be its own cause.
const MAX_DEPTH = 5;

/**
 * Keeps type, message, code, stack and causes of an error. All else is dropped: `parameters` of a failed query, `detail`
 * of a PostgreSQL error and the like hold event contents.
 */
export function loggableError(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error, message: `a thrown ${typeof error}` };
  const { code } = error as { code?: unknown };
  const logged: LoggableError = { type: error.constructor.name, message: error.message };
  if (typeof code === 'string' || typeof code === 'number') logged.code = code;
  if (error.stack !== undefined) logged.stack = error.stack;
  if (depth >= MAX_DEPTH) return logged;
  if (error.cause !== undefined) logged.cause = loggableError(error.cause, depth + 1);
  if (error instanceof AggregateError)
    logged.errors = error.errors.slice(0, 10).map((one) => loggableError(one, depth + 1));
  return logged;
}
