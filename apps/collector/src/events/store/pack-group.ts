import { serviceOf } from '@trailkeeper/catalog';
import { type BodyPlace, packBodies } from '@trailkeeper/database';
import type { GroupEvent } from './prepare-group.js';

/** A row for `event_body`. */
export interface Pack {
  day: string;
  batch: number;
  /** From 0 within its batch. */
  number: number;
  service: string;
  account: string;
  content: Buffer;
}

/** Where the body of an event is. */
export interface Packed extends BodyPlace {
  pack: number;
}

/** Packs the bodies of events by batch, day (UTC), service and account; `places` are in the order of the events. Pure. */
export function packGroup(events: readonly GroupEvent[]): { packs: Pack[]; places: Packed[] } {
  const shelves = new Map<string, { members: number[]; service: string }>();
  for (const [index, { event, batch }] of events.entries()) {
    const service = serviceOf(event.action, event.emitter);
    const key = `${batch}\n${dayOf(event.occurredAt)}\n${service}\n${event.account}`;
    const shelf = shelves.get(key);
    if (shelf) shelf.members.push(index);
    else shelves.set(key, { members: [index], service });
  }
  const packs: Pack[] = [];
  const places: Packed[] = [];
  const packsOf: number[] = [];
  for (const { members, service } of shelves.values()) {
    const { event, batch } = events[members[0]!]!;
    const packed = packBodies(members.map((index) => events[index]!.body));
    const number = packsOf[batch] ?? 0;
    packsOf[batch] = number + 1;
    const day = dayOf(event.occurredAt);
    packs.push({ day, batch, number, service, account: event.account, content: packed.content });
    for (const [at, index] of members.entries()) places[index] = { pack: number, ...packed.places[at]! };
  }
  return { packs, places };
}

function dayOf(occurredAt: string): string {
  return occurredAt.slice(0, 10);
}
