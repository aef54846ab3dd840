import { instantText } from '@trailkeeper/database';
import type { ActionCount } from '../counts/action-count.js';
import type { CountedScope } from '../counts/counted-scope.js';
import type { SnapshotQuery } from '../report-kind.js';
import { FROM_FAILED, IS_REFUSED, failedParams } from './failed-scope.js';
import { MAX_ROWS } from '../max-rows.js';

/** What failed for one initiator: by its id, by its name where it has no id. Both null: the events do not say who. */
export interface InitiatorFailures {
  readonly id: string | null;
  /** One of its names, the last by code point. */
  readonly name: string | null;
  readonly names: number;
  readonly addresses: number;
  readonly refused: number;
  readonly errors: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** `first` holds those refused most, then those with most errors, at most `MAX_ROWS`; the counts are of all. */
export interface Initiators {
  readonly total: number;
  /** Those that were refused and are known by id or name. */
  readonly refused: number;
  readonly first: readonly InitiatorFailures[];
}

/** Who failed events are from. Exact for any number of initiators: the database sorts on disk what memory cannot hold. */
export async function findInitiators(
  query: SnapshotQuery,
  counted: CountedScope,
  counts: readonly ActionCount[],
): Promise<Initiators> {
  const rows = await query<InitiatorRow>(FIND_INITIATORS, [...failedParams(counted, counts), MAX_ROWS]);
  const first = rows.map(({ id, name, names, addresses, refused, errors, firstSeen, lastSeen }) => ({
    ...{ id, name, names: Number(names), addresses: Number(addresses) },
    ...{ refused: Number(refused), errors: Number(errors), firstSeen, lastSeen },
  }));
  return { total: Number(rows[0]?.total ?? 0), refused: Number(rows[0]?.refusedTotal ?? 0), first };
}

/** Counts are text. */
type InitiatorRow = Pick<InitiatorFailures, 'id' | 'name' | 'firstSeen' | 'lastSeen'> &
  Record<'names' | 'addresses' | 'refused' | 'errors' | 'total' | 'refusedTotal', string>;

const FIND_INITIATORS = `
with initiator as (
  select event.initiator_id as "id", max(event.initiator_name collate "C") as "name",
         count(distinct event.initiator_name) as "names", count(distinct event.initiator_address) as "addresses",
         count(*) filter (where ${IS_REFUSED}) as "refused", count(*) filter (where not ${IS_REFUSED}) as "errors",
         ${instantText('min(event.occurred_at)')} as "firstSeen", ${instantText('max(event.occurred_at)')} as "lastSeen"
  ${FROM_FAILED}
  group by event.initiator_id, case when event.initiator_id is null then event.initiator_name end
)
select initiator.*, count(*) over () as "total",
       count(*) filter (where initiator."refused" > 0 and coalesce(initiator."id", initiator."name") is not null) over ()
         as "refusedTotal"
from initiator
order by initiator."refused" desc, initiator."errors" desc, initiator."id" collate "C" nulls last,
         initiator."name" nulls last
limit $8
`;
