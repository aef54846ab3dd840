/**
 * What can be wrong with the database, each a state that an operator can act on. The words are in health answers, in the
 * label of a metric and in docs/operations.md: they never change.
 */
export const FAULT_STATES = [
  'unreachable',
  'starting',
  'slow',
  'too_many_connections',
  'disk_full',
  'out_of_memory',
  'read_only',
  'access_denied',
  'failing',
] as const;

export type FaultState = (typeof FAULT_STATES)[number];

/** Every state of the database, the good one first. */
export const DATABASE_STATES = ['ok', ...FAULT_STATES] as const;

export type DatabaseState = (typeof DATABASE_STATES)[number];

/** A state in a sentence, for whoever is answered; nothing of the server's own words, which may quote what was stored. */
export const FAULT_SENTENCES: Record<FaultState, string> = {
  unreachable: 'The database cannot be reached.',
  starting: 'The database is starting, stopping or recovering.',
  slow: 'The database does not answer in time.',
  too_many_connections: 'The database takes no more connections.',
  disk_full: 'The disk of the database is full.',
  out_of_memory: 'The database is out of memory.',
  read_only: 'The database is read-only: a standby, or set so.',
  access_denied: 'The database refuses this service: its password, the name of the database or its rights are wrong.',
  failing: 'The database reports a fault of its own; the log of its server has it.',
};

/**
 * What an error says about the database; undefined for one that says nothing about it (bad data, a fault of ours) or that
 * passes by itself at once (a deadlock).
 */
export function faultStateOf(error: unknown): FaultState | undefined {
  const { name = '', code = '', message = '' } = (error ?? {}) as { name?: string; code?: string; message?: string };
  if (/^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE') return stateOfSqlState(code, message);
  if (code === 'ETIMEDOUT' || SLOW_MESSAGES.test(message)) return 'slow';
  const isCut = NETWORK_CODES.test(code) || CUT_MESSAGES.test(message) || name === 'QueryRunnerAlreadyReleasedError';
  return isCut ? 'unreachable' : undefined;
}

/** PostgreSQL's error codes, appendix A of its manual. */
function stateOfSqlState(code: string, message: string): FaultState | undefined {
  if (NO_SPACE.test(message)) return 'disk_full';
  return SQL_STATES[code] ?? SQL_CLASSES[code.slice(0, 2)];
}

/** The operating system's words, which PostgreSQL does not translate on its own; the code may be that of any failed write. */
const NO_SPACE = /No space left on device/;

const SQL_STATES: Record<string, FaultState> = {
  '25006': 'read_only',
  '3D000': 'access_denied',
  '42501': 'access_denied',
  '53100': 'disk_full',
  '53200': 'out_of_memory',
  '53300': 'too_many_connections',
  '55P03': 'slow',
  '57014': 'slow',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'starting',
  '57P04': 'unreachable',
  '57P05': 'unreachable',
  XX001: 'failing',
  XX002: 'failing',
};

const SQL_CLASSES: Record<string, FaultState> = {
  '08': 'unreachable',
  '28': 'access_denied',
  '53': 'failing',
  '57': 'failing',
  '58': 'failing',
};

/** Of the system, and of TLS. EMFILE: this process has no file descriptor left for a connection. */
const NETWORK_CODES =
  /^(?:ECONN\w+|EPIPE|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_\w+|EMFILE|ENFILE|EADDRNOTAVAIL|(?:CERT|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_\w+)$/;

/** pg, its pool and TypeORM give these without a code. */
const CUT_MESSAGES =
  /Connection terminated|not queryable|Driver not Connected|Cannot use a pool after calling end|SSL connection/;
const SLOW_MESSAGES = /timeout exceeded when trying to connect|connection timeout|timeout expired/;
