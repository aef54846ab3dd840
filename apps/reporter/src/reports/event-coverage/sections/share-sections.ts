import type { Column, Section, Table } from '@trailkeeper/contract';
import type { Coverage, EntryCoverage } from '../coverage.js';
import { shareOf } from '../coverage-share.js';
import { byFamily, byService } from '../entry-groups.js';

/** How much was seen of each family and of each service; a report on one service has no need of it. */
export function shareSections(coverage: Coverage): Section[] {
  const { scope, documented } = coverage;
  if (scope.kind === 'service') return [];
  const hasAttested = shareOf(documented).attested > 0;
  const families = byFamily(documented).map(({ title, entries }) => shareRow(title, entries, hasAttested));
  const services = byService(scope, documented).map(({ title, service, entries }) =>
    shareRow(`${title} (${service.id})`, entries, hasAttested),
  );
  const ofServices = section('services', 'Coverage by service', tableOf('Service', services, hasAttested), []);
  if (scope.kind === 'family') return [ofServices];
  const apart = 'Account and user management is counted apart: it is no part of the first figures of this report.';
  return [section('families', 'Coverage by family', tableOf('Family', families, hasAttested), [apart]), ofServices];
}

function section(id: string, title: string, table: Table, paragraphs: string[]): Section {
  return { id, title, level: 1, paragraphs, table };
}

function shareRow(title: string, entries: readonly EntryCoverage[], hasAttested: boolean) {
  const { documented, seen, notSeen, attested, percent } = shareOf(entries);
  const events = entries.reduce((sum, { activity }) => sum + activity.events, 0);
  return { cells: [title, documented, seen, notSeen, ...(hasAttested ? [attested] : []), percent, events] };
}

function tableOf(title: string, rows: Table['rows'], hasAttested: boolean): Table {
  const columns: Column[] = [
    { title, kind: 'text', weight: 5 },
    { title: 'Documented', kind: 'count', weight: 1.6 },
    { title: 'Seen', kind: 'count', weight: 1.4 },
    { title: 'Not seen', kind: 'count', weight: 1.4 },
    ...(hasAttested ? [{ title: 'Attested', kind: 'count' as const, weight: 1.4 }] : []),
    { title: 'Coverage', kind: 'percent', weight: 1.5 },
    { title: 'Events of documented actions', kind: 'count', weight: 2 },
  ];
  return { columns, rows, totalRows: rows.length };
}
