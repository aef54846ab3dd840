import type { Outcome } from '@trailkeeper/catalog';

/**
 * One CADF event, normalised: what Trailkeeper stores of it in columns, beside the item as it was received.
 * Times are RFC 3339 in UTC with six decimals. A field the event does not have is null.
 */
export interface AuditEvent {
  /** The event time, truncated to microseconds. */
  occurredAt: string;
  /** SHA-256 over canonical JSON (RFC 8785) of the unwrapped event, 64 hexadecimal digits: same content, same event. */
  contentHash: string;
  /** The action as received; service, family and meaning are derived from it through the catalog. */
  action: string;
  /** What names the service when the action does not (catalog: `emitterOf`); otherwise empty. */
  emitter: string;
  outcome: Outcome;
  severity: string | null;
  /** True: data event; false: management event; null: the event does not say. */
  dataEvent: boolean | null;
  /** Region segment of `logSourceCRN`; `global` when empty there, `unknown` without a valid CRN. */
  location: string;
  /** Account segment of `logSourceCRN`, or `unknown`. */
  account: string;
  initiatorId: string | null;
  initiatorName: string | null;
  initiatorAddress: string | null;
  targetId: string | null;
  targetName: string | null;
  targetType: string | null;
  correlationId: string | null;
  /** The HTTP code of `reason.reasonCode`. */
  reasonCode: number | null;
  /** Why it failed, in the producer's words, from wherever producers put it. */
  reasonText: string | null;
  /** What happened, in the producer's words: the first 4,096 characters of `message`. */
  message: string | null;
}
