import type { Column, Section, Table } from '@trailkeeper/contract';
import { countWords } from '../../count-words.js';
import { MAX_ROWS } from '../../max-rows.js';
import type { Coverage, UndocumentedAction } from '../coverage.js';
import { ACTION_COLUMN, OUTCOME_COLUMNS, SEEN_COLUMNS, outcomeCells } from './cells.js';
import { amongWords } from '../../scope-words.js';

/** Actions that no edition of any document lists, the most frequent first. */
export function undocumentedSection(coverage: Coverage): Section {
  const { undocumented, scope } = coverage;
  const paragraphs =
    undocumented.length === 0
      ? [`No undocumented action appeared${amongWords(coverage)}.`]
      : [
          'No document known to the catalog lists these actions. That is normal: services emit more than their pages say. ' +
            'They are kept and counted like any other and are no part of coverage.',
          ...(scope.kind === 'all' ? [servicesWords(undocumented)] : []),
        ];
  const table = undocumented.length === 0 ? null : tableOf(undocumented);
  return { id: 'undocumented', title: 'Undocumented actions', level: 1, paragraphs, table };
}

function servicesWords(undocumented: readonly UndocumentedAction[]): string {
  const services = new Set(undocumented.map(({ service }) => service));
  return `They come from ${countWords(services.size, 'service')}, services outside the catalog included.`;
}

function tableOf(undocumented: readonly UndocumentedAction[]): Table {
  const rows = undocumented.slice(0, MAX_ROWS).map(({ action, service, activity, failureOf }) => ({
    cells: [action, service, UNDOCUMENTED, ...outcomeCells(activity), activity.firstSeen, activity.lastSeen],
    ...(failureOf === null
      ? {}
      : { notes: [`By its name a failure of ${failureOf.name}, which keeps its own state.`] }),
  }));
  return { columns: COLUMNS, rows, totalRows: undocumented.length };
}

const UNDOCUMENTED = { state: 'undocumented' as const, label: 'Undocumented' };

const COLUMNS: Column[] = [
  ACTION_COLUMN,
  { title: 'Service', kind: 'code', weight: 3 },
  { title: 'State', kind: 'state', weight: 2.6 },
  ...OUTCOME_COLUMNS,
  ...SEEN_COLUMNS,
];
