import type { Column, Section } from '@trailkeeper/contract';
import type { Coverage, EntryCoverage } from '../coverage.js';
import { ACTION_COLUMN, MEANING_COLUMN } from './cells.js';
import { amongWords } from '../../scope-words.js';

/** Documented actions that were not seen, with the last time they ever were: the lately silent first. */
export function notSeenSection(coverage: Coverage): Section {
  const { documented } = coverage;
  const among = amongWords(coverage);
  const entries = documented.filter(({ state }) => state === 'not-seen').sort(latelySilentFirst);
  const rows = entries.map(({ entry, lastEverSeen }) => ({
    cells: [entry.name, entry.title, entry.service, lastEverSeen ?? 'never'],
  }));
  const text =
    `Not seen means that no such event was observed${among || ' here'}. It does not mean that the action is not audited, ` +
    `nor that nobody could have done it. "Never" goes back as far as events are kept${among === '' ? '' : `, but only${among}`}.`;
  return {
    id: 'not-seen',
    title: 'Documented but not seen',
    level: 1,
    paragraphs: rows.length === 0 ? [`Every documented action was seen${among}.`] : [text],
    table: rows.length === 0 ? null : { columns: COLUMNS, rows, totalRows: rows.length },
  };
}

function latelySilentFirst(one: EntryCoverage, other: EntryCoverage): number {
  const [left, right] = [one.lastEverSeen ?? '', other.lastEverSeen ?? ''];
  if (left !== right) return left > right ? -1 : 1;
  return one.entry.name < other.entry.name ? -1 : 1;
}

const COLUMNS: Column[] = [
  ACTION_COLUMN,
  MEANING_COLUMN,
  { title: 'Service', kind: 'code', weight: 3 },
  { title: 'Last ever seen', kind: 'time', weight: 3 },
];
