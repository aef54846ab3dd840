/** Why a run, or the bundle of a slot, could not be made, for whoever asked for it, and whether trying again may help. */
export interface RunFault {
  readonly reason: string;
  readonly mayPass: boolean;
}

/**
 * Reads a fault. Of an error that was not expected only its name is told: its text may speak of our inside and of events;
 * the log has it in full.
 */
export function runFault(error: unknown, subject: 'run' | 'slot' = 'run'): RunFault {
  const code = codeOf(error);
  if (code === '57014') return { reason: 'The database took too long and was stopped (57014).', mayPass: true };
  if (code !== undefined && PASSING_STATES.some((state) => code.startsWith(state))) {
    return { reason: `The database was not able to answer (${code}).`, mayPass: true };
  }
  if (code !== undefined && PASSING_CODES.has(code)) {
    return { reason: `The database was not reachable (${code}).`, mayPass: true };
  }
  if (error instanceof Error && isBrokenConnection(error)) {
    return { reason: 'The connection to the database broke.', mayPass: true };
  }
  if (error instanceof Error && isFullPool(error)) {
    return { reason: 'All connections to the database were in use.', mayPass: true };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return {
    reason: `A fault of the software (${code ?? name}); the log has it under the id of this ${subject}.`,
    mayPass: false,
  };
}

/** Nobody gave a connection back in time: pg-pool's own words. */
function isFullPool({ message }: Error): boolean {
  return message.startsWith('timeout exceeded when trying to connect');
}

/** A connection that breaks between two statements is taken from its runner by TypeORM, which then has no other word. */
function isBrokenConnection({ name, message }: Error): boolean {
  return /^Connection terminated/.test(message) || name === 'QueryRunnerAlreadyReleasedError';
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** SQLSTATE classes and states: connection, rollback, resources, operator intervention, system, lock, idle session. */
const PASSING_STATES = ['08', '40', '53', '57P', '58', '55P03', '25P03'];

const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
