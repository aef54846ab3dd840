import { embeddedObject } from './embedded-json.js';
import type { Result } from './item-problem.js';
import { isObject, type JsonObject, type JsonValue } from './json-value.js';
import { withoutLogdnaNames } from './logdna-names.js';

/** An opened envelope. */
export interface Opened {
  /** What was inside: the event or the next envelope. */
  inside: JsonObject;
  /** Fields of the event that stood outside. */
  outside: JsonObject;
  /** `publisher_id` of an oslo.messaging envelope. */
  publisherId?: string | undefined;
}

/** One thing that events come wrapped in. A new one is one line in `ENVELOPES`. */
interface Envelope {
  name: string;
  /** Undefined when the object is no such envelope; a problem when what is inside is broken. */
  open(object: JsonObject): Result<Opened> | undefined;
}

const LOGDNA_LINE: Envelope = { name: 'LogDNA line', open: (object) => openField(object, '_line') };

/** Every known envelope but the event itself. At most one fits a published event. */
const ENVELOPES: readonly Envelope[] = [
  LOGDNA_LINE,
  { name: 'LogDNA record', open: openLogdnaRecord },
  { name: 'payload (super-tenant, oslo.messaging)', open: openPayload },
  { name: 'shipper line', open: (object) => openField(object, 'line') },
  { name: 'Cloud Logs bucket', open: (object) => openField(object, 'src_obj__user_data') },
  { name: 'Cloud Logs user data', open: (object) => openField(object, 'user_data') },
  { name: 'Cloud Logs archive query', open: (object) => openField(object, 'text') },
];

/**
 * Opens the outermost envelope; undefined when there is none. What has an action of its own is an event already, unless
 * LogDNA's `_line` stands in it: then the fields are LogDNA's parsing of that line, and the line is the truth.
 */
export function openEnvelope(object: JsonObject): Result<Opened> | undefined {
  const isEvent = typeof object['action'] === 'string';
  for (const envelope of isEvent ? [LOGDNA_LINE] : ENVELOPES) {
    const opened = envelope.open(object);
    if (opened) return opened;
  }
  return undefined;
}

/** What stands around is the shipper's own, other at every sending, except the fields known to be moved outside. */
function openField(object: JsonObject, field: string): Result<Opened> | undefined {
  const outside = Object.entries(object).filter(([key]) => EVENT_FIELDS_OUTSIDE.has(key));
  return opened(object[field], Object.fromEntries(outside));
}

function openLogdnaRecord(object: JsonObject): Result<Opened> | undefined {
  const source = object['_source'];
  if (!isObject(source)) return undefined;
  const line = openField(source, '_line');
  if (line) return line;
  const event = withoutLogdnaNames(source);
  return event.problem ? event : { value: { inside: event.value, outside: {} } };
}

/** Here the fields outside belong to the event, except those of the transport, which differ at every sending. */
function openPayload(object: JsonObject): Result<Opened> | undefined {
  const outside = Object.entries(object).filter(([key]) => key !== 'payload' && !isTransport(key));
  const publisher = object['publisher_id'];
  return opened(object['payload'], Object.fromEntries(outside), typeof publisher === 'string' ? publisher : undefined);
}

function opened(field: JsonValue | undefined, outside: JsonObject, publisherId?: string): Result<Opened> | undefined {
  const inside = embeddedObject(field);
  if (!inside || inside.problem) return inside;
  return { value: { inside: inside.value, outside, publisherId } };
}

function isTransport(key: string): boolean {
  return TRANSPORT_FIELDS.has(key) || key.startsWith('_context_');
}

const EVENT_FIELDS_OUTSIDE: ReadonlySet<string> = new Set(['logSourceCRN', 'saveServiceCopy', 'dataEvent', 'observer']);

const TRANSPORT_FIELDS: ReadonlySet<string> = new Set([
  // oslo.messaging
  ...['message_id', 'publisher_id', 'event_type', 'priority', 'timestamp', '_unique_id'],
  // shippers
  ...['Time', 'Hostname', 'AdditionalContext'],
]);
