import type { ActionCount } from '../counts/action-count.js';
import type { CountedScope } from '../counts/counted-scope.js';
import type { SnapshotQuery } from '../report-kind.js';
import { FROM_FAILED, IS_REFUSED, failedParams } from './failed-scope.js';
import { type CodeKey, isRefusedKey } from './reason-code.js';

/** What of a period to compare with only its events can tell. */
export interface FailedEventCounts {
  readonly refused: number;
  readonly errors: number;
  readonly initiatorsRefused: number;
  readonly byCode: ReadonlyMap<CodeKey, number>;
}

/** Counts the failed events of a scope by reason code, and who was refused, without reading them one by one. */
export async function countFailedEvents(
  query: SnapshotQuery,
  counted: CountedScope,
  counts: readonly ActionCount[],
): Promise<FailedEventCounts> {
  const params = failedParams(counted, counts);
  const rows = await query<{ code: CodeKey; events: string }>(COUNT_BY_CODE, params.slice(0, 6));
  const [initiators] = await query<{ refused: string }>(COUNT_REFUSED_INITIATORS, params);
  const byCode = new Map(rows.map(({ code, events }) => [code, Number(events)]));
  const sumOf = (keys: CodeKey[]) => keys.reduce((sum, key) => sum + (byCode.get(key) ?? 0), 0);
  const codes = [...byCode.keys()];
  return {
    refused: sumOf(codes.filter(isRefusedKey)),
    errors: sumOf(codes.filter((key) => !isRefusedKey(key))),
    initiatorsRefused: Number(initiators?.refused ?? 0),
    byCode,
  };
}

// the words of codeKeyOf
const COUNT_BY_CODE = `
select case when event.reason_code is null then 'none'
            when event.reason_code between 100 and 999 then event.reason_code::text
            else 'other' end as "code",
       count(*) as "events"
${FROM_FAILED}
group by 1
order by 1
`;

const COUNT_REFUSED_INITIATORS = `
select count(*) as "refused"
from (
  select 1
  ${FROM_FAILED}
    and ${IS_REFUSED} and coalesce(event.initiator_id, event.initiator_name) is not null
  group by event.initiator_id, case when event.initiator_id is null then event.initiator_name end
) initiator
`;
