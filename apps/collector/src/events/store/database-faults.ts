/** The partition of a month is not there: a 23514 that, unlike a broken check, names no constraint. */
export function isMissingPartition(error: unknown): boolean {
  const { code, constraint } = fieldsOf(error);
  return code === '23514' && !constraint;
}

/** An event that is stored already: 23505 of the primary key of a partition of events. */
export function isKnownEvent(error: unknown): boolean {
  const { code, table } = fieldsOf(error);
  return code === '23505' && table?.startsWith('audit_event') === true;
}

/**
 * Whether the database refused what an event says, so that the same event would be refused again: class 22 data
 * exception, 23 integrity violation, 54 limit exceeded (an index entry too long).
 */
export function isDataFault(error: unknown): boolean {
  const isNoFault = isMissingPartition(error) || isKnownEvent(error) || isUsedBatchId(error);
  return /^(?:22|23|54)/.test(sqlStateOf(error) ?? '') && !isNoFault;
}

/**
 * The number of a batch was drawn before: its sequence is behind, as after a bad restore. Whichever row meets it first:
 * a pack of bodies, in a partition of the month, or the batch.
 */
function isUsedBatchId(error: unknown): boolean {
  const { code, table } = fieldsOf(error);
  return table === 'ingest_batch' || (code === '23505' && table?.startsWith('event_body') === true);
}

/** The server's own words, for the sender and the quarantine; they may quote the event, so they are never logged. */
export function serverMessage(error: unknown): string {
  return (fieldsOf(error).message ?? 'no message').replaceAll('\0', '').slice(0, MAX_MESSAGE_LENGTH);
}

/** What pg's DatabaseError carries, as far as it is used here. */
interface ServerFields {
  code?: string;
  constraint?: string;
  table?: string;
  message?: string;
}

function sqlStateOf(error: unknown): string | undefined {
  const { code } = fieldsOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function fieldsOf(error: unknown): ServerFields {
  return (error ?? {}) as ServerFields;
}

/** 500: a server message quotes at most a value and its place. */
const MAX_MESSAGE_LENGTH = 500;
