import type { Column, Section, Table } from '@trailkeeper/contract';
import { numberWords, wasOrWere } from '../../count-words.js';
import type { Coverage, EntryCoverage } from '../coverage.js';
import { shareOf } from '../coverage-share.js';
import { bySection, byService } from '../entry-groups.js';
import {
  ACTION_COLUMN,
  MEANING_COLUMN,
  OUTCOME_COLUMNS,
  SEEN_COLUMNS,
  STATE_COLUMN,
  notesOf,
  outcomeCells,
  stateCell,
} from './cells.js';
import { gapsFirst } from './order.js';
import { amongWords } from '../../scope-words.js';

/** Every documented action: service by service, section by section. The first heading has the id `coverage`. */
export function actionSections(coverage: Coverage): Section[] {
  const { scope, documented } = coverage;
  return byService(scope, documented).flatMap(({ service, title, entries }, index) => {
    const { seen, documented: total, attested } = shareOf(entries);
    const heading: Section = {
      id: index === 0 ? 'coverage' : `coverage-${service.id}`,
      title: `Documented actions of ${title}`,
      level: 1,
      paragraphs: [
        `${seen} of ${total} ${wasOrWere(seen)} seen${amongWords(coverage)}${attestedWords(attested)}. Service ${service.id}. ` +
          `Actions not seen come first, then ${attested === 0 ? '' : 'those attested, then '}the most frequent.`,
      ],
      table: null,
    };
    const sections = bySection(entries).map((group, number) => ({
      id: `coverage-${service.id}-${number + 1}`,
      title: group.title,
      level: 2 as const,
      paragraphs: [],
      table: actionTable(group.entries),
    }));
    return [heading, ...sections];
  });
}

function attestedWords(attested: number): string {
  return attested === 0 ? '' : `; ${numberWords(attested)} ${attested === 1 ? 'is' : 'are'} attested as not applicable`;
}

function actionTable(entries: readonly EntryCoverage[]): Table {
  const rows = gapsFirst(entries).map((of) => ({
    cells: [
      of.entry.name,
      of.entry.title,
      stateCell(of),
      ...outcomeCells(of.activity),
      of.activity.firstSeen,
      of.activity.lastSeen,
    ],
    ...notesOf(of),
  }));
  return { columns: COLUMNS, rows, totalRows: rows.length };
}

const COLUMNS: Column[] = [ACTION_COLUMN, MEANING_COLUMN, STATE_COLUMN, ...OUTCOME_COLUMNS, ...SEEN_COLUMNS];
