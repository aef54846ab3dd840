import type { Cell, Column, Row, Section } from '@trailkeeper/contract';
import { MAX_ROWS } from '../../max-rows.js';
import { amongWords } from '../../scope-words.js';
import { shortened } from '../../shortened.js';
import type { CoverageAttestation, PeriodAttestation, Standing } from '../attestations.js';
import type { Coverage, EntryCoverage } from '../coverage.js';
import { ACTION_COLUMN, stateCell } from './cells.js';

/** The attestations that overlap the period, those that what was seen contradicts first; nothing if there are none. */
export function attestedSections(coverage: Coverage): Section[] {
  const all = coverage.documented
    .flatMap((of) => of.attestations.map((one) => ({ of, one })))
    .sort((left, right) => rankOf(left.of, left.one) - rankOf(right.of, right.one)); // stable: else in printed order
  if (all.length === 0) return [];
  const rows = all.slice(0, MAX_ROWS).map(({ of, one }) => rowOf(of, one));
  const text =
    "An attestation is a person's word that a documented action is not applicable here, and no observation. It counts " +
    'if it holds for the whole period, alone or with others that leave no gap: the action is then no part of coverage, ' +
    `unless it was seen${amongWords(coverage)}. ` +
    'An action seen all the same stays seen, and contradicts that word.';
  return [
    {
      id: 'attested',
      title: 'Attested not applicable',
      level: 1,
      paragraphs: [text],
      table: { columns: COLUMNS, rows, totalRows: all.length, rowsAre: 'attestations' },
    },
  ];
}

function rankOf({ state }: EntryCoverage, { standing }: PeriodAttestation): number {
  if (standing !== 'counts') return 2;
  return state === 'seen' ? 0 : 1;
}

function rowOf(of: EntryCoverage, { attestation, standing }: PeriodAttestation): Row {
  const { attestedBy, from, until, attestedAt } = attestation;
  return {
    cells: [of.entry.name, oneLine(attestedBy), from ?? 'all time', until, attestedAt, standingCell(of, standing)],
    notes: notesOf(attestation),
  };
}

/** The action's own state, and what the attestation is to it. */
function standingCell(of: EntryCoverage, standing: Standing): Cell {
  const { state, label } = stateCell(of);
  switch (standing) {
    case 'counts': {
      const withOthers = isAlone(of) ? '' : ', with others';
      return { state, label: `${label}${of.state === 'seen' ? ': contradicts' : ''}${withOthers}` };
    }
    case 'unneeded':
      return { state, label: `${label}; does not count: not needed` };
    case 'begins':
      return { state, label: `${label}; does not count: begins in the period` };
    case 'ends':
      return { state, label: `${label}; does not count: ends in the period` };
    case 'begins-and-ends':
      return { state, label: `${label}; does not count: begins and ends in the period` };
  }
}

/** Whether one attestation holds for the whole period. */
function isAlone({ attestations }: EntryCoverage): boolean {
  return attestations.filter(({ standing }) => standing === 'counts').length === 1;
}

function notesOf({ reason, attestedBy, recordedBy }: CoverageAttestation): string[] {
  return [
    ...(recordedBy === attestedBy ? [] : [`Recorded by ${oneLine(recordedBy)}.`]),
    `Reason: ${oneLine(shortened(reason, MAX_REASON_CHARACTERS))}`,
  ];
}

/** Six lines; the API has all of it, and of those that count the CSV too. */
const MAX_REASON_CHARACTERS = 600;

/** Persons write lines; a cell would show the breaks as code points. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

const COLUMNS: Column[] = [
  ACTION_COLUMN,
  { title: 'Attested by', kind: 'text', weight: 3 },
  { title: 'From', kind: 'time', weight: 2.6 },
  { title: 'Until', kind: 'time', weight: 2.6 },
  { title: 'Made', kind: 'time', weight: 2.6 },
  { title: 'State', kind: 'state', weight: 3.4 },
];
