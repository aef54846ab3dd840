import type { Column, Section } from '@trailkeeper/contract';
import type { Coverage, EntryCoverage } from '../coverage.js';
import { numberWords } from '../../count-words.js';
import { shareOf } from '../coverage-share.js';
import { ACTION_COLUMN, MEANING_COLUMN } from './cells.js';
import { amongWords } from '../../scope-words.js';

/** Documented actions that were not seen and that nobody attested, with the last time they ever were: the lately silent first. */
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
    paragraphs: rows.length === 0 ? [noneWords(coverage)] : [text, ...attestedWords(coverage)],
    table: rows.length === 0 ? null : { columns: COLUMNS, rows, totalRows: rows.length },
  };
}

function noneWords(coverage: Coverage): string {
  const { seen, attested } = shareOf(coverage.documented);
  const among = amongWords(coverage);
  if (attested === 0) return `Every documented action was seen${among}.`;
  if (seen === 0) return 'Every documented action is attested as not applicable.';
  const isOrAre = attested === 1 ? 'that is' : 'that are';
  return `Every documented action was seen${among}, but for ${numberWords(attested)} ${isOrAre} attested as not applicable.`;
}

function attestedWords({ documented }: Coverage): string[] {
  const { attested } = shareOf(documented);
  if (attested === 0) return [];
  const more = attested === 1 ? '1 more was not seen, but is' : `${numberWords(attested)} more were not seen, but are`;
  return [`${more} attested as not applicable and listed apart.`];
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
