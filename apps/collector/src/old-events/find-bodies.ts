import { query, unpackBodies } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';

/** Where a row of `audit_event` has its body: in itself, or in a pack. */
export interface KeptBody {
  occurredAt: string;
  body: string | null;
  batchId: string;
  pack: number | null;
  offset: number | null;
  length: number | null;
}

/** The bodies of rows, as they were received; none of a row whose pack is gone or damaged. Each pack is unpacked once. */
export async function findBodies<Row extends KeptBody>(
  runner: QueryRunner,
  rows: readonly Row[],
): Promise<Map<Row, Buffer>> {
  const bodies = new Map<Row, Buffer>();
  const sharing = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.body !== null) {
      bodies.set(row, Buffer.from(row.body));
      continue;
    }
    const key = `${dayOf(row)} ${row.batchId} ${row.pack}`;
    const others = sharing.get(key);
    if (others) others.push(row);
    else sharing.set(key, [row]);
  }
  const packs = [...sharing.values()];
  for (let from = 0; from < packs.length; from += PACKS_AT_ONCE) {
    for (const { row, body } of await readPacks(runner, packs.slice(from, from + PACKS_AT_ONCE))) bodies.set(row, body);
  }
  return bodies;
}

/** `packs`: the rows that share each. */
async function readPacks<Row extends KeptBody>(runner: QueryRunner, packs: readonly Row[][]) {
  const firsts = packs.map((rows) => rows[0]!);
  const found = await query<{ place: string; content: Buffer }>(runner, FIND_PACKS, [
    firsts.map(dayOf),
    firsts.map(({ batchId }) => batchId),
    firsts.map(({ pack }) => pack),
  ]);
  return found.flatMap(({ place, content }) => {
    const rows = packs[Number(place) - 1]!;
    return maybeUnpacked(content, rows).map((body, at) => ({ row: rows[at]!, body }));
  });
}

/** None of a pack that is damaged: its events can be searched by their columns still. */
function maybeUnpacked(content: Buffer, rows: readonly KeptBody[]): Buffer[] {
  try {
    return unpackBodies(
      content,
      rows.map(({ offset, length }) => ({ offset: offset ?? 0, length: length ?? 0 })),
    );
  } catch {
    return [];
  }
}

function dayOf({ occurredAt }: KeptBody): string {
  return occurredAt.slice(0, 10);
}

/** 50: a few MB; a pack holds the bodies of a chunk at most. */
const PACKS_AT_ONCE = 50;

const FIND_PACKS = `
select given.place, event_body.content
from unnest($1::date[], $2::bigint[], $3::integer[]) with ordinality as given (occurred_on, batch_id, pack, place)
cross join lateral (
  select event_body.content
  from event_body
  where event_body.occurred_on = given.occurred_on and event_body.batch_id = given.batch_id
    and event_body.pack = given.pack
  limit 1
) event_body
order by given.place
`;
