import { deletions } from './deletions/deletions.js';
import { eventCoverage } from './event-coverage/event-coverage.js';
import { failures } from './failures/failures.js';
import type { ReportKind } from './report-kind.js';

/** Every kind of report, in the order in which they are offered. A new kind is one folder and its line here. */
export const REPORT_KINDS: readonly ReportKind[] = [eventCoverage, deletions, failures];

/** The kind with this id, or undefined. */
export function findReportKind(id: string): ReportKind | undefined {
  return REPORT_KINDS.find((kind) => kind.id === id);
}
