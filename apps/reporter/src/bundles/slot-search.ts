import { scopeServices } from '@trailkeeper/catalog';
import type { ScheduleDefinition } from '@trailkeeper/contract';
import type { Condition, EventSearch } from '../search/event-search.js';

/** What a slot is about: the events of its period within its services, location and account. */
export interface SlotScope {
  readonly from: Date;
  readonly to: Date;
  readonly definition: Pick<ScheduleDefinition, 'services' | 'location' | 'account'>;
}

/** The search for the events of a slot: each once, however many of its services and families they belong to. Pure. */
export function slotSearch({ from, to, definition }: SlotScope): EventSearch {
  const { services, location, account } = definition;
  return {
    conditions: [
      ...(services.includes('all') ? [] : [serviceCondition(services)]),
      ...(location === null ? [] : [textCondition('location', location)]),
      ...(account === null ? [] : [textCondition('account', account)]),
    ],
    occurred: { from, to },
    arrived: { from: null, to: null },
  };
}

function serviceCondition(scopes: readonly string[]): Condition {
  const ids = new Set(scopes.flatMap((id) => (scopeServices(id) ?? []).map((service) => service.id)));
  return { kind: 'service', ids: [...ids], isNegated: false };
}

function textCondition(field: 'location' | 'account', value: string): Condition {
  return { kind: 'text', field, values: [value], isNegated: false };
}
