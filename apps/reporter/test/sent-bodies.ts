import { serviceOf } from '@trailkeeper/catalog';
import { type BodyPlace, execute, packBodies } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';

/** What of an event says where its body goes. `occurredAt` is RFC 3339 in UTC. */
export interface SentBody {
  occurredAt: string;
  action: string;
  emitter: string;
  account: string;
  body: string;
  isPacked: boolean;
}

/** Where the body of an event is. */
export interface Packed extends BodyPlace {
  pack: number;
}

/** A row for `event_body`, of a batch. */
export interface SentPack {
  day: string;
  service: string;
  account: string;
  content: Buffer;
}

/** Packs the bodies of one batch as the collector does, by day, service and account; no place: it is not packed. */
export function packSent(events: readonly SentBody[]): { packs: SentPack[]; places: (Packed | undefined)[] } {
  const places = events.map((): Packed | undefined => undefined);
  const packs: SentPack[] = [];
  const names = events.map((event) => (event.isPacked ? Object.values(shelfOf(event)).join(' ') : ''));
  for (const name of new Set(names)) {
    if (name === '') continue;
    const members = [...events.keys()].filter((index) => names[index] === name);
    const packed = packBodies(members.map((index) => Buffer.from(events[index]!.body)));
    for (const [at, index] of members.entries()) places[index] = { pack: packs.length, ...packed.places[at]! };
    packs.push({ ...shelfOf(events[members[0]!]!), content: packed.content });
  }
  return { packs, places };
}

/** Stores the packs of a batch, numbered from 0. To be run as the owner. */
export async function insertBodies(runner: QueryRunner, batchId: string, packs: readonly SentPack[]): Promise<void> {
  await execute(runner, INSERT_BODIES, [
    batchId,
    packs.map(({ day }) => day),
    packs.map(({ service }) => service),
    packs.map(({ account }) => account),
    packs.map(({ content }) => content),
  ]);
}

function shelfOf({ occurredAt, action, emitter, account }: SentBody) {
  return { day: occurredAt.slice(0, 10), service: serviceOf(action, emitter), account };
}

const INSERT_BODIES = `
insert into event_body (occurred_on, batch_id, pack, service, account, content)
select packed.day, $1, packed.place - 1, packed.service, packed.account, packed.content
from unnest($2::date[], $3::text[], $4::text[], $5::bytea[]) with ordinality
  as packed (day, service, account, content, place)
`;
