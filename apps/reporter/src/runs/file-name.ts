import type { ReportFormat } from '@trailkeeper/contract';
import { periodSlug } from '../reports/period/period-words.js';
import type { ReportRequest } from '../reports/report-kind.js';

/**
 * A name a regulator can file: `event-coverage_key-protect_2026-09_run-1a2b3c.pdf`. Kind and service are ids, the rest
 * is ours, so it is safe in a header and on any file system.
 */
export function fileName(run: { id: string; kind: string }, request: ReportRequest, format: ReportFormat): string {
  return `${run.kind}_${request.service}_${periodSlug(request)}_run-${run.id.slice(0, 6)}.${format}`;
}
