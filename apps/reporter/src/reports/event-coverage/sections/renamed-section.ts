import type { Column, Row, Section } from '@trailkeeper/contract';
import { type Coverage, type EntryCoverage, namesOf } from '../coverage.js';
import { byEvents } from './order.js';

/** Actions with a second name: both names, how they relate, and how often each was seen. */
export function renamedSections({ documented, later }: Coverage): Section[] {
  const rows = [...documented, ...later]
    .filter(({ entry }) => entry.aliases.length > 0)
    .sort(byEvents)
    .flatMap(rowsOf);
  if (rows.length === 0) return [];
  const text =
    'An event under either name counts for the action. "Renamed": the producer publishes the old and the new name. ' +
    '"Corrected": two editions of one page print different names, and we take them for the same action.';
  return [
    {
      id: 'renamed',
      title: 'Renamed actions',
      level: 1,
      paragraphs: [text],
      table: { columns: COLUMNS, rows, totalRows: rows.length },
    },
  ];
}

function rowsOf({ entry, names }: EntryCoverage): Row[] {
  const eventsUnder = (wanted: string) => names.find(({ name }) => name === wanted)?.events ?? 0;
  return namesOf(entry)
    .filter(({ relation }) => relation !== 'documented')
    .map(({ name, relation }) => ({
      cells: [
        entry.name,
        eventsUnder(entry.name),
        name,
        eventsUnder(name),
        relation === 'renamed' ? 'Renamed' : 'Corrected',
      ],
    }));
}

const COLUMNS: Column[] = [
  { title: 'Documented name', kind: 'code', weight: 5 },
  { title: 'Events', kind: 'count', weight: 1.5 },
  { title: 'Other name', kind: 'code', weight: 5 },
  { title: 'Events', kind: 'count', weight: 1.5 },
  { title: 'How they relate', kind: 'text', weight: 2 },
];
