import { type IngestAnswer, MAX_LISTED_PROBLEMS } from '@trailkeeper/contract';
import type { FoundFile, Note } from './find-files.js';
import type { LedgerEntry } from './ledger.js';

/** What has become of a file. */
export type Outcome =
  | { kind: 'imported'; entry: Omit<LedgerEntry, 'collector'> }
  | { kind: 'already-imported'; quarantined: number }
  | { kind: 'skipped' | 'failed'; reason: string };

/** What has become of the files so far. */
export interface ImportResult {
  imported: number;
  /** Of the imported files. */
  bytes: number;
  alreadyImported: number;
  /** Of the files that were imported before, by the ledger. */
  quarantinedBefore: number;
  skipped: Note[];
  failed: Note[];
  /** Files that are still to be looked at, or under way. */
  notDone: number;
  /** Over all answers, those of tries that broke included: what the collector has counted. */
  tally: Record<'received' | 'stored' | 'duplicates' | 'quarantined', number>;
  /** How often each code stood in an answer; an answer lists a bounded number of problems. */
  codes: Map<string, number>;
  /** Files with quarantined items. */
  quarantinedIn: Map<string, number>;
}

/** Of `files` files, before the first. */
export function emptyResult(files: number): ImportResult {
  const tally = { received: 0, stored: 0, duplicates: 0, quarantined: 0 };
  return {
    ...{ imported: 0, bytes: 0, alreadyImported: 0, quarantinedBefore: 0, notDone: files },
    ...{ skipped: [], failed: [], tally, codes: new Map(), quarantinedIn: new Map() },
  };
}

/** Adds what has become of a file. */
export function noteOutcome(result: ImportResult, { name }: FoundFile, outcome: Outcome): void {
  result.notDone -= 1;
  switch (outcome.kind) {
    case 'imported':
      result.imported += 1;
      result.bytes += outcome.entry.bytes;
      return;
    case 'already-imported':
      result.alreadyImported += 1;
      result.quarantinedBefore += outcome.quarantined;
      return;
    case 'skipped':
    case 'failed':
      result[outcome.kind].push({ name, reason: outcome.reason });
  }
}

/** Adds an answer of the collector to a file. */
export function addAnswer(result: ImportResult, name: string, answer: IngestAnswer): void {
  for (const count of ['received', 'stored', 'duplicates', 'quarantined'] as const)
    result.tally[count] += answer[count];
  for (const { code } of answer.problems) count(result.codes, code, 1);
  if (answer.quarantined > 0) count(result.quarantinedIn, name, answer.quarantined);
}

function count(counts: Map<string, number>, of: string, more: number): void {
  counts.set(of, (counts.get(of) ?? 0) + more);
}

/** 0 when all is stored, 1 when something was quarantined or failed. */
export function exitCodeOf({ tally, failed, notDone }: ImportResult): number {
  return tally.quarantined > 0 || failed.length > 0 || notDone > 0 ? 1 : 0;
}

/** The result in words, line by line. */
export function describeResult(result: ImportResult, seconds: number): string {
  const { imported, bytes, alreadyImported, quarantinedBefore, skipped, failed, notDone, tally } = result;
  const rate = Math.round(tally.received / Math.max(0.001, seconds)).toLocaleString('en');
  const before = quarantinedBefore > 0 ? `; ${counted(quarantinedBefore, 'item')} of them were quarantined then` : '';
  const lines = [
    `Imported          ${counted(imported, 'file')}, ${size(bytes)} in ${seconds.toFixed(1)} s (${rate} events/s)`,
    ...when(
      alreadyImported,
      `Already imported  ${counted(alreadyImported, 'file')}${before} (--again sends them again)`,
    ),
    ...when(skipped.length, `Skipped           ${counted(skipped.length, 'file')}`, listed(skipped)),
    ...when(failed.length, `Failed            ${counted(failed.length, 'file')}`, listed(failed)),
    ...when(notDone, `Not done          ${counted(notDone, 'file')}`),
    '',
    `received ${tally.received} = stored ${tally.stored} + duplicates ${tally.duplicates} + quarantined ${tally.quarantined}`,
    ...when(tally.quarantined, ...quarantine(result)),
  ];
  return lines.join('\n');
}

function quarantine({ tally, codes, quarantinedIn }: ImportResult): (string | string[])[] {
  const byCount = [...codes].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1));
  const known = byCount.reduce((sum, [, count]) => sum + count, 0);
  const rest = tally.quarantined - known;
  return [
    '\nQuarantined, by code:',
    byCount.map(([code, count]) => `  ${code.padEnd(24)} ${count}`),
    ...when(rest, `  ${'not listed'.padEnd(24)} ${rest} (an answer lists ${MAX_LISTED_PROBLEMS} problems at most)`),
    'in:',
    listed(Array.from(quarantinedIn, ([name, quarantined]) => ({ name, reason: String(quarantined) }))),
    'Their bytes are kept. What is wrong with each: GET /v1/quarantine on the reporter; the codes: docs/events.md',
  ];
}

function when(count: number, ...lines: (string | string[])[]): string[] {
  return count > 0 ? lines.flat() : [];
}

function listed(notes: readonly Note[]): string[] {
  const shown = notes.slice(0, MAX_LISTED_FILES).map(({ name, reason }) => `  ${name}: ${reason}`);
  return notes.length > shown.length ? [...shown, `  … and ${notes.length - shown.length} more`] : shown;
}

function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  return bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** 50: what fits a screen or two. */
const MAX_LISTED_FILES = 50;
