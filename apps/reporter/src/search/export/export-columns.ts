import { describeAction } from '@trailkeeper/catalog';
import { foundEventSchema, type FoundEvent } from '@trailkeeper/contract';
import { booleanCell, idCell, madeCell, plainCell, textCell, timeCell, type WriteCell } from './cells.js';

export type ExportColumn = keyof FoundEvent;

/** The columns of an export unless others are asked for: all that an event has, in the order of `FoundEvent`. */
export const EXPORT_COLUMNS = Object.keys(foundEventSchema.shape) as ExportColumn[];

/** The select list that these columns are written from, and how. Pure. */
export function copyPlan(columns: readonly ExportColumn[]): { list: string; fields: number; cells: WriteCell[] } {
  const expressions = [...new Set(columns.flatMap((column) => SOURCES[column].of))];
  const cells = columns.map((column) => {
    const { of, cell } = SOURCES[column];
    return cell(...(of.map((expression) => expressions.indexOf(expression)) as [number, number]));
  });
  return { list: expressions.join(', '), fields: expressions.length, cells };
}

interface Source {
  readonly of: readonly string[];
  /** Gives what writes the cell, of its fields. */
  readonly cell: (field: number, other: number) => WriteCell;
}

/** Side by side, as `madeCell` reads them. */
const ACTION = ['event.action', 'event.emitter'];

const SOURCES: Record<ExportColumn, Source> = {
  id: { of: ['event.occurred_at', 'event.content_hash'], cell: idCell },
  occurredAt: { of: ['event.occurred_at'], cell: timeCell },
  arrivedAt: { of: ['batch.arrived_at'], cell: timeCell },
  action: { of: ACTION, cell: textCell },
  service: meaning(({ service }) => service),
  family: meaning(({ family }) => family ?? ''),
  catalogStatus: meaning(({ status }) => status),
  outcome: { of: ['event.outcome'], cell: plainCell },
  severity: text('severity'),
  dataEvent: { of: ['event.data_event'], cell: booleanCell },
  location: text('location'),
  account: text('account'),
  initiatorId: text('initiator_id'),
  initiatorName: text('initiator_name'),
  initiatorAddress: text('initiator_address'),
  targetId: text('target_id'),
  targetName: text('target_name'),
  targetType: text('target_type'),
  correlationId: text('correlation_id'),
  reasonCode: { of: ['event.reason_code'], cell: plainCell },
  reasonText: text('reason_text'),
  message: text('message'),
};

function text(column: string): Source {
  return { of: [`event.${column}`], cell: textCell };
}

/** What the catalog makes of an action and its emitter. */
function meaning(pick: (meaning: ReturnType<typeof describeAction>) => string): Source {
  const make = (action: string, emitter: string) => pick(describeAction(action, emitter));
  return { of: ACTION, cell: (action) => madeCell(action, make) };
}
