import { instantText } from '@trailkeeper/database';
import { ASKED_ORDER, ASKED_REPORTS } from './asked-reports.js';

const REPORTS = `
  select json_agg(json_build_object(
    'runId', run.id, 'kind', report.kind, 'service', service.id, 'status', run.status
  ) order by ${ASKED_ORDER})
  from (select) as one
  ${ASKED_REPORTS}
  where run.id is not null
`;

const BUNDLE = `
  select json_build_object(
    'name', bundle.name, 'bytes', bundle.bytes, 'sha256', bundle.sha256, 'dataAsOf', ${instantText('bundle.data_as_of')},
    'signingKeyId', bundle.signing_key_id, 'madeAt', ${instantText('bundle.made_at')},
    'isKept', bundle.deleted_at is null
  )
  from export_bundle bundle
  where bundle.slot_id = slot.id
`;

/** 20: a notice may be tried each hour for weeks, and a page has up to 200 slots. */
const LISTED_RECEIPTS = 20;

const receipts = (limit: number | 'all') => `
  select json_agg(json_build_object(
    'attempt', receipt.attempt, 'beganAt', ${instantText('receipt.began_at')},
    'endedAt', ${instantText('receipt.ended_at')}, 'outcome', receipt.outcome, 'place', receipt.place,
    'bytes', receipt.bytes, 'sha256', receipt.sha256, 'answer', receipt.answer
  ) order by receipt.attempt)
  from (
    select last.*
    from delivery_receipt last
    where last.delivery_id = delivery.id
    order by last.attempt desc
    limit ${limit}
  ) receipt
`;

const deliveries = (receiptLimit: number | 'all') => `
  select json_agg(json_build_object(
    'id', delivery.id, 'targetId', delivery.target_id, 'targetName', target.name, 'targetKind', target.kind,
    'content', delivery.content, 'status', delivery.status, 'possiblyTwice', delivery.is_possibly_twice,
    'attempts', delivery.attempts,
    'nextTryAt', case when delivery.status = 'waiting' then ${instantText('delivery.try_after')} end,
    'failure', delivery.failure, 'finishedAt', ${instantText('delivery.finished_at')},
    'receipts', coalesce((${receipts(receiptLimit)}), '[]')
  ) order by delivery.content, target.name, delivery.finished_at, delivery.id)
  from slot_delivery delivery
  join delivery_target target on target.id = delivery.target_id
  where delivery.slot_id = slot.id
`;

/** SQL that selects slots as `scheduleSlotSchema` has them. Of each report it shows the last run. */
export const SLOT = slotWith('all');

/** The same with the last tries of each delivery. */
export const LISTED_SLOT = slotWith(LISTED_RECEIPTS);

function slotWith(receiptLimit: number | 'all'): string {
  return `
select slot.id, slot.schedule_id as "scheduleId", slot.name as "scheduleName", ${instantText('slot.due_at')} as "dueAt",
       ${instantText('slot.starts_at')} as "startsAt", ${instantText('slot.period_from')} as "from",
       ${instantText('slot.period_to')} as "to", slot.definition ->> 'timeZone' as "timeZone", slot.status, slot.step,
       slot.failure, ${instantText('slot.started_at')} as "startedAt", ${instantText('slot.finished_at')} as "finishedAt",
       slot.asked_by as "askedBy",
       case when slot.skip_reason is not null then json_build_object(
         'by', slot.skipped_by, 'reason', slot.skip_reason
       ) end as "skip",
       case when slot.restates is not null then json_build_object(
         'slotId', slot.restates, 'by', slot.restated_by, 'reason', slot.restate_reason
       ) end as "restates",
       coalesce((
         select json_agg(later.id order by later.created_at, later.id)
         from schedule_slot later
         where later.restates = slot.id
       ), '[]') as "restatedBy",
       coalesce((${REPORTS}), '[]') as "reports",
       (${BUNDLE}) as "bundle",
       coalesce((${deliveries(receiptLimit)}), '[]') as "deliveries"
from schedule_slot slot
`;
}
