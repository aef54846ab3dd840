import type { Outcome } from '@trailkeeper/catalog';
import type { Network } from '@trailkeeper/database';

/** What is searched for: all conditions hold, and the times lie within both spans. */
export interface EventSearch {
  readonly conditions: readonly Condition[];
  /** When it happened. */
  readonly occurred: OpenSpan;
  /** When it was stored. */
  readonly arrived: OpenSpan;
}

/** `from` included, `to` excluded; null: no bound. */
export interface OpenSpan {
  readonly from: Date | null;
  readonly to: Date | null;
}

/**
 * One thing asked of an event: any of several values, or none of them if it is negated. A field that the event does not
 * have has no value, and so is none of them.
 */
export type Condition = { readonly isNegated: boolean } & (
  | { readonly kind: 'action'; readonly patterns: readonly ActionPattern[] }
  | { readonly kind: 'service' | 'family'; readonly ids: readonly string[] }
  /** By any edition of the catalog. */
  | { readonly kind: 'documented'; readonly isDocumented: boolean }
  | { readonly kind: 'outcome'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'text'; readonly field: TextField; readonly values: readonly string[] }
  | { readonly kind: 'reasonCode'; readonly codes: readonly number[] }
  | { readonly kind: 'address'; readonly addresses: readonly AddressPattern[] }
  /** Folded; one after the other in the message, a name or the reason. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
);

/** Fields that are compared as they are, case included. */
export type TextField =
  | 'severity'
  | 'initiator' // id or name
  | 'target' // id or name
  | 'targetId'
  | 'targetName'
  | 'targetType'
  | 'location'
  | 'account'
  | 'correlationId';

/** One action, or all that begin with `text`. */
export interface ActionPattern {
  readonly text: string;
  readonly isPrefix: boolean;
}

/** An address or network, or a text that is neither, to be found as it is written. */
export type AddressPattern =
  | { readonly kind: 'network'; readonly text: string; readonly network: Network }
  | { readonly kind: 'text'; readonly text: string };
