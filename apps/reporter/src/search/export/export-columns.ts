import { describeAction } from '@trailkeeper/catalog';
import { foundEventSchema, type FoundEvent } from '@trailkeeper/contract';
import { idCell, madeCells, plainCell, textCells, timeCell, type WriteCells } from './cells.js';

export type ExportColumn = keyof FoundEvent;

/** The columns of an export unless others are asked for: all that an event has, in the order of `FoundEvent`. */
export const EXPORT_COLUMNS = Object.keys(foundEventSchema.shape) as ExportColumn[];

/** The select list that these columns are written from, and how. Pure. */
export function copyPlan(columns: readonly ExportColumn[]): { list: string; fields: number; cells: WriteCells[] } {
  const expressions = [...new Set(columns.flatMap((column) => SOURCES[column].of))];
  const fieldsOf = (column: ExportColumn) => SOURCES[column].of.map((each) => expressions.indexOf(each)) as Fields;
  const runs: ExportColumn[][] = [];
  for (const column of columns) {
    const last = runs.at(-1)?.at(-1);
    const { step } = SOURCES[column];
    const isNext = last && SOURCES[last].step === step && fieldsOf(last)[0] + step! === fieldsOf(column)[0];
    if (isNext) runs.at(-1)!.push(column);
    else runs.push([column]);
  }
  const cells = runs.map((run) => SOURCES[run[0]!].cells(fieldsOf(run[0]!), run));
  return { list: expressions.join(', '), fields: expressions.length, cells };
}

type Fields = [first: number, second: number];

interface Source {
  readonly of: readonly string[];
  /** How many fields behind the last column one must be to be written together with it; none can be without this. */
  readonly step?: number;
  /** Gives what writes a run of such columns, of the fields of the first. */
  readonly cells: (fields: Fields, run: readonly ExportColumn[]) => WriteCells;
}

/** Side by side, as `madeCells` reads them. */
const ACTION = ['event.action', 'event.emitter'];

/** What the catalog makes of an action and its emitter. */
const MEANING: Source = {
  of: ACTION,
  step: 0,
  cells: ([action], run) =>
    madeCells(action, (name, emitter) => {
      const { service, family, status } = describeAction(name, emitter);
      const texts: Partial<Record<ExportColumn, string>> = { service, family: family ?? '', catalogStatus: status };
      return run.map((column) => texts[column]!);
    }),
};

const SOURCES: Record<ExportColumn, Source> = {
  id: { of: ['event.occurred_at', 'event.content_hash'], cells: ([time, hash]) => idCell(time, hash) },
  occurredAt: time('event.occurred_at'),
  arrivedAt: time('batch.arrived_at'),
  action: text(...ACTION),
  service: MEANING,
  family: MEANING,
  catalogStatus: MEANING,
  outcome: text('event.outcome'),
  severity: text('event.severity'),
  dataEvent: text('event.data_event::text'),
  location: text('event.location'),
  account: text('event.account'),
  initiatorId: text('event.initiator_id'),
  initiatorName: text('event.initiator_name'),
  initiatorAddress: text('event.initiator_address'),
  targetId: text('event.target_id'),
  targetName: text('event.target_name'),
  targetType: text('event.target_type'),
  correlationId: text('event.correlation_id'),
  reasonCode: { of: ['event.reason_code'], cells: ([code]) => plainCell(code) },
  reasonText: text('event.reason_text'),
  message: text('event.message'),
};

function time(...of: string[]): Source {
  return { of, cells: ([field]) => timeCell(field) };
}

function text(...of: string[]): Source {
  return { of, step: 1, cells: ([first], run) => textCells(first, run.length) };
}
