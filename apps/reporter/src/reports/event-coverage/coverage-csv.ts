import { findFamily, findService } from '@trailkeeper/catalog';
import { numberColumn, textColumn, timeColumn } from '../csv-columns.js';
import type { CsvCell, CsvColumn, CsvRow, CsvTable } from '../report-kind.js';
import type { Activity } from '../counts/action-count.js';
import type { Coverage, EntryCoverage, UndocumentedAction } from './coverage.js';

/** All rows: the documented actions in printed order, those documented later, the undocumented ones. */
export function coverageCsv(coverage: Coverage): CsvTable {
  return { columns: COVERAGE_COLUMNS, rows: rowsOf(coverage) };
}

async function* rowsOf({ documented, later, undocumented }: Coverage): AsyncGenerator<readonly CsvRow[]> {
  yield documented.map(entryRow);
  yield later.map(entryRow);
  yield undocumented.map(undocumentedRow);
}

function entryRow(of: EntryCoverage): CsvCell[] {
  const { entry, state, attestation, activity, names, underFailed, lastEverSeen } = of;
  return [
    ...[entry.status, state, entry.family, entry.service, findService(entry.service)?.name ?? null, entry.section],
    ...[entry.name, entry.title, names.map(({ name }) => name).join(' ')],
    ...activityCells(activity),
    ...[underFailed, activity.firstSeen, activity.lastSeen, lastEverSeen, entry.document.title, entry.document.date],
    ...[attestation?.attestedBy ?? null, attestation?.until ?? null, attestation?.reason ?? null],
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
    ...[null, null, null],
  ];
}

function activityCells({ outcomes, events }: Activity): CsvCell[] {
  return [outcomes.success, outcomes.failure, outcomes.pending, outcomes.unknown, events];
}

/** Fixed: what reads these files counts on name and order. docs/reports/event-coverage.md says what each holds. */
export const COVERAGE_COLUMNS: readonly CsvColumn[] = [
  ...['status', 'state', 'family', 'service', 'service_name', 'section', 'action', 'title', 'names_seen'].map(
    textColumn,
  ),
  ...['success', 'failure', 'pending', 'unknown', 'total', 'under_failed'].map(numberColumn),
  ...['first_seen', 'last_seen', 'last_ever_seen'].map(timeColumn),
  ...['document', 'document_date'].map(textColumn),
  ...[textColumn('attested_by'), timeColumn('attested_until'), textColumn('attested_reason')],
];
