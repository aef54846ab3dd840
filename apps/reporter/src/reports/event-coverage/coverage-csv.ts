import { findFamily, findService } from '@trailkeeper/catalog';
import type { CsvCell, CsvColumn, CsvTable } from '../report-kind.js';
import type { Activity } from '../counts/action-count.js';
import type { Coverage, EntryCoverage, UndocumentedAction } from './coverage.js';

/** All rows: the documented actions in printed order, those documented later, the undocumented ones. */
export function coverageCsv(coverage: Coverage): CsvTable {
  return { columns: COVERAGE_COLUMNS, rows: rowsOf(coverage) };
}

async function* rowsOf({ documented, later, undocumented }: Coverage): AsyncGenerator<CsvCell[]> {
  for (const of of documented) yield entryRow(of);
  for (const of of later) yield entryRow(of);
  for (const of of undocumented) yield undocumentedRow(of);
}

function entryRow({ entry, state, activity, names, underFailed, lastEverSeen }: EntryCoverage): CsvCell[] {
  return [
    ...[entry.status, state, entry.family, entry.service, findService(entry.service)?.name ?? null, entry.section],
    ...[entry.name, entry.title, names.map(({ name }) => name).join(' ')],
    ...activityCells(activity),
    ...[underFailed, activity.firstSeen, activity.lastSeen, lastEverSeen, entry.document.title, entry.document.date],
  ];
}

function undocumentedRow({ action, service, activity, failureOf }: UndocumentedAction): CsvCell[] {
  const known = findService(service);
  return [
    ...[
      'undocumented',
      'seen',
      known === undefined ? null : (findFamily(known.family)?.id ?? null),
      service,
      known?.name ?? null,
      null,
    ],
    ...[action, failureOf === null ? null : `Failure of ${failureOf.name}`, action],
    ...activityCells(activity),
    ...[0, activity.firstSeen, activity.lastSeen, activity.lastSeen, null, null],
  ];
}

function activityCells({ outcomes, events }: Activity): CsvCell[] {
  return [outcomes.success, outcomes.failure, outcomes.pending, outcomes.unknown, events];
}

/** Fixed: what reads these files counts on name and order. docs/reports/event-coverage.md says what each holds. */
export const COVERAGE_COLUMNS: readonly CsvColumn[] = [
  ...['status', 'state', 'family', 'service', 'service_name', 'section', 'action', 'title', 'names_seen'].map(text),
  ...['success', 'failure', 'pending', 'unknown', 'total', 'under_failed'].map(number),
  ...['first_seen', 'last_seen', 'last_ever_seen'].map(time),
  ...['document', 'document_date'].map(text),
];

function text(name: string): CsvColumn {
  return { name, kind: 'text' };
}

function number(name: string): CsvColumn {
  return { name, kind: 'number' };
}

function time(name: string): CsvColumn {
  return { name, kind: 'time' };
}
