import type { FoundEvent } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';
import { termParts } from '../matching/matching.js';
import { openParams } from '../matching/sql-part.js';
import { type Stretch, stretchParts } from '../matching/stretch.js';
import type { Wanted } from './wanted.js';

/** The newest that match of one stretch, by whichever index finds all that match. */
export async function findByIndex(runner: QueryRunner, wanted: Wanted, stretch: Stretch): Promise<FoundEvent[]> {
  const { bind, params } = openParams();
  const parts = [...stretchParts(stretch), ...termParts(wanted.termSets, stretch), ...wanted.filters];
  const where = ['true', ...parts.map((part) => part(bind))].join('\n    and ');
  const rows = await query<FoundEventRow>(runner, findNewest(where, bind(wanted.limit)), params);
  return rows.map(toFoundEvent);
}

// Uses audit_event_search_terms_idx with audit_event_without_terms_idx, audit_event_action_idx, audit_event_batch_id_idx or,
// of a short stretch, the primary key. Adding nothing to the time keeps PostgreSQL from walking the primary key in the hope that
// the first matches come soon: no index is in that order.
const findNewest = (where: string, limit: string) => `
select ${FOUND_EVENT}
from (
  select event.*
  from audit_event event
  where ${where}
  order by event.occurred_at + interval '0' desc, event.content_hash desc
  limit ${limit}
) event
join ingest_batch batch on batch.id = event.batch_id
order by event.occurred_at desc, event.content_hash desc
`;
