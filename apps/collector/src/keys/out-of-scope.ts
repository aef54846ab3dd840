import { describeAction, findFamily } from '@trailkeeper/catalog';
import type { AuditEvent } from '@trailkeeper/contract';
import type { KeyScope } from './key-scope.js';

/** Why an event may not come with its key: an item problem, of which the code never changes. */
export interface OutOfScope {
  code: 'out_of_scope';
  message: string;
}

/** What of an event its key is held against. */
export type ScopedEvent = Pick<AuditEvent, 'action' | 'emitter' | 'location' | 'account'>;

/**
 * What of an event its key may not send, all of it in one problem; undefined if it may. The service is what the catalog
 * makes of the action now, so a corrected catalog needs no new key.
 */
export function outOfScope(scope: KeyScope, event: ScopedEvent): OutOfScope | undefined {
  const faults = [serviceFault(scope.services, event), ...originFaults(scope, event)].filter(
    (fault) => fault !== undefined,
  );
  return faults.length === 0 ? undefined : { code: 'out_of_scope', message: faults.join(' ') };
}

function serviceFault(allowed: KeyScope['services'], { action, emitter }: ScopedEvent): string | undefined {
  if (allowed === null) return undefined;
  const { service, family } = describeAction(action, emitter);
  // A family stands for its services alone: an unheard-of service that is called like one is not in it.
  const isAllowed = allowed.some((id) => (findFamily(id) === undefined ? id === service : id === family));
  return isAllowed ? undefined : notAllowed('service', service, allowed);
}

function originFaults({ locations, accounts }: KeyScope, { location, account }: ScopedEvent): (string | undefined)[] {
  return [
    locations === null || locations.includes(location) ? undefined : notAllowed('location', location, locations),
    accounts === null || accounts.includes(account) ? undefined : notAllowed('account', account, accounts),
  ];
}

function notAllowed(what: string, found: string, allowed: readonly string[]): string {
  const more = allowed.length > MAX_LISTED ? ` and ${allowed.length - MAX_LISTED} more` : '';
  const listed = allowed.slice(0, MAX_LISTED).join(', ') + more;
  return `The key may not send events of ${what} ${shortened(found)}; allowed: ${listed}.`;
}

/** By whole characters: half of a surrogate pair cannot be stored. */
function shortened(text: string): string {
  if (text.length <= MAX_SHOWN_LENGTH) return text;
  return `${text.slice(0, MAX_SHOWN_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** 10: a message of a few lines; the key itself has them all. */
const MAX_LISTED = 10;

/** 128: as long as any location and account, and longer than any name of a service met. */
const MAX_SHOWN_LENGTH = 128;
