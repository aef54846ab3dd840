import { effectiveOutcome, emitterOf, namesItsService } from '@trailkeeper/catalog';
import type { AuditEvent } from '@trailkeeper/contract';
import { SEARCHED_CHARACTERS } from '@trailkeeper/database';
import { correlationIdOf } from './correlation-id.js';
import { originOf } from './crn.js';
import { parseEventTime } from './event-time.js';
import { fieldText, plainText } from './field-text.js';
import type { ItemProblem, Result } from './item-problem.js';
import { isObject, type JsonObject, type JsonValue } from './json-value.js';
import { reasonCodeOf, reasonTextOf } from './reason.js';
import type { Unwrapped } from './unwrap.js';

/** An event but for what its whole content says. */
export type EventFields = Omit<AuditEvent, 'contentHash'>;

/**
 * The columns of an event, or the first reason why it is none. An event must have an action and a usable time; what it
 * says about who, what and why must be readable, but may be missing.
 */
export function normaliseEvent({ event, publisherId }: Unwrapped, now: number): Result<EventFields> {
  const faults: ItemProblem[] = [];
  const action = readAction(faults, event['action']);
  const occurredAt = parseEventTime(event['eventTime'], now);
  if (occurredAt.problem) faults.push(occurredAt.problem);
  const initiator = readObject(faults, 'initiator', event['initiator']);
  const target = readObject(faults, 'target', event['target']);
  readObject(faults, 'observer', event['observer']);
  readObject(faults, 'reason', event['reason']);
  const outcome = effectiveOutcome(action, typeof event['outcome'] === 'string' ? event['outcome'].trim() : undefined);
  const targetType = fieldText(faults, 'target.typeURI', target['typeURI'], MAX_TEXT_BYTES);
  const fields: EventFields = {
    occurredAt: occurredAt.value ?? '',
    action,
    emitter: namesItsService(action) ? '' : (emitterOf({ targetTypeUri: targetType, publisherId }) ?? ''),
    outcome,
    severity: readSeverity(event['severity']),
    dataEvent: readBoolean(event['dataEvent']),
    ...originOf(event['logSourceCRN']),
    initiatorId: fieldText(faults, 'initiator.id', initiator['id'] ?? event['initiatorId'], MAX_TEXT_BYTES),
    initiatorName: fieldText(faults, 'initiator.name', initiator['name'], MAX_TEXT_BYTES),
    initiatorAddress: readAddress(faults, initiator['host']),
    targetId: fieldText(faults, 'target.id', target['id'] ?? event['targetId'], MAX_TARGET_ID_BYTES),
    targetName: fieldText(faults, 'target.name', target['name'], MAX_TEXT_BYTES),
    targetType,
    correlationId: fieldText(faults, 'correlationId', correlationIdOf(event), MAX_TEXT_BYTES),
    reasonCode: reasonCodeOf(event),
    reasonText: reasonTextOf(event, outcome),
    message: readMessage(event['message']),
  };
  const [first] = faults;
  return first ? { problem: first } : { value: fields };
}

function readAction(faults: ItemProblem[], value: JsonValue | undefined): string {
  if (typeof value !== 'string' || value.trim() === '') {
    const isMissing = value === undefined || value === null || typeof value === 'string';
    faults.push(
      isMissing
        ? { code: 'no_action', message: 'The item has no action, neither bare nor in an envelope that is known' }
        : { code: 'wrong_type', message: 'action must be a text' },
    );
    return '';
  }
  if (CONTROL_CHARACTER.test(value)) {
    faults.push({ code: 'wrong_type', message: 'action must be a text without control characters' });
  }
  fieldText(faults, 'action', value, MAX_ACTION_BYTES);
  return value;
}

function readObject(faults: ItemProblem[], name: string, value: JsonValue | undefined): JsonObject {
  if (isObject(value)) return value;
  if (value !== undefined && value !== null) faults.push({ code: 'wrong_type', message: `${name} must be an object` });
  return {};
}

/** Older events have `{}`, a list in a text, or a host that is no object; only what is too long for its index is refused. */
function readAddress(faults: ItemProblem[], host: JsonValue | undefined): string | null {
  const address = isObject(host) ? host['address'] : undefined;
  return typeof address === 'string' ? fieldText(faults, 'initiator.host.address', address, MAX_TEXT_BYTES) : null;
}

function readSeverity(value: JsonValue | undefined): string | null {
  if (typeof value !== 'string' || value.length > MAX_SEVERITY_LENGTH) return null;
  return value.trim().toLowerCase() || null;
}

/** The rest of a longer one is kept in the body, and not searched. */
function readMessage(value: JsonValue | undefined): string | null {
  const text = plainText(value)?.slice(0, SEARCHED_CHARACTERS).replace(HALF_A_PAIR, '');
  return text === undefined || text.trim() === '' ? null : text;
}

function readBoolean(value: JsonValue | undefined): boolean | null {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : null;
}

/** An index entry must stay under 2,704 bytes, also when several columns share it. */
const MAX_TEXT_BYTES = 1_024;
/** Target ids are CRNs, which may hold the path of an object. */
const MAX_TARGET_ID_BYTES = 2_048;
const MAX_ACTION_BYTES = 512;
/** `critical` has 8. A longer one says nothing; it is kept in the body. */
const MAX_SEVERITY_LENGTH = 32;

const CONTROL_CHARACTER = /\p{Cc}/u;

/** At the end: cut in the middle of a surrogate pair. */
const HALF_A_PAIR = /[\uD800-\uDBFF]$/;
