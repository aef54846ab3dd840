import type { ScheduleDefinition } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';
import { ApiError, type FieldError } from '@trailkeeper/http';

/**
 * Throws ApiError unless all delivery targets of a schedule exist (400) and none is deleted (409). In a transaction none of
 * them can be deleted until it ends.
 */
export async function checkTargets(
  db: Queryable,
  { targets, noticeTargets }: Pick<ScheduleDefinition, 'targets' | 'noticeTargets'>,
): Promise<void> {
  const ids = [...new Set([...targets, ...noticeTargets])];
  const found = await query<{ id: string; name: string; isDeleted: boolean }>(db, FIND_TARGETS, [ids]);
  const known = new Map(found.map((target) => [target.id, target]));
  const unknown = faultsOf({ targets, noticeTargets }, (id) =>
    known.has(id) ? undefined : `There is no delivery target "${id}". Give one that /v1/delivery-targets lists.`,
  );
  if (unknown.length > 0) throw refused('invalid_request', 400, unknown);
  const deleted = faultsOf({ targets, noticeTargets }, (id) =>
    known.get(id)?.isDeleted === true
      ? `The delivery target "${known.get(id)?.name}" (${id}) is deleted. Give another one.`
      : undefined,
  );
  if (deleted.length > 0) throw refused('conflict', 409, deleted);
}

/** One fault for an id, where it stands first. */
function faultsOf(lists: Record<string, readonly string[]>, faultOf: (id: string) => string | undefined): FieldError[] {
  const faults = new Map<string, FieldError>();
  for (const [list, ids] of Object.entries(lists)) {
    for (const [index, id] of ids.entries()) {
      const message = faultOf(id);
      if (message !== undefined && !faults.has(id)) faults.set(id, { field: `${list}[${index}]`, message });
    }
  }
  return [...faults.values()];
}

function refused(code: string, status: number, errors: FieldError[]): ApiError {
  return new ApiError(code, status, errors[0]?.message ?? '', { errors });
}

// Ordered, so that two who share some of them lock them in one order.
const FIND_TARGETS = `
select delivery_target.id, delivery_target.name, delivery_target.deleted_at is not null as "isDeleted"
from delivery_target
where delivery_target.id = any($1::uuid[])
order by delivery_target.id
for share
`;
