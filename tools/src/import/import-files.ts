import { stat } from 'node:fs/promises';
import type { FoundFile, FoundFiles } from './find-files.js';
import type { ImportProgress } from './import-progress.js';
import { addAnswer, emptyResult, type ImportResult, noteOutcome, type Outcome } from './import-result.js';
import type { Ledger } from './ledger.js';
import { digestOf, lookAtFile } from './look-at-file.js';
import { ImportStopped, sendFile, type Sending } from './send-file.js';

export interface Importing extends Pick<Sending, 'collector' | 'say' | 'tries' | 'waitSeconds'> {
  ledger: Ledger;
  isAgain: boolean;
  progress: ImportProgress;
  /** Ends the import; what has been imported stays in the ledger. */
  signal: AbortSignal;
}

export interface Imported {
  result: ImportResult;
  end: { kind: 'done' } | { kind: 'interrupted' } | { kind: 'stopped'; reason: string };
}

/** Imports the files in their order, two at a time. A file that fails stops no other. */
export async function importFiles({ files, unreadable }: FoundFiles, importing: Importing): Promise<Imported> {
  const result = emptyResult(files.length);
  result.failed.push(...unreadable);
  const stop = new AbortController();
  const signal = AbortSignal.any([importing.signal, stop.signal]);
  let next = 0;
  let fault: unknown;
  const work = async () => {
    try {
      for (let file = files[next]; file && !signal.aborted; file = files[next]) {
        next += 1;
        await importFile(file, { ...importing, signal }, result);
      }
    } catch (error) {
      if (!signal.aborted) fault = error;
      stop.abort();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (fault instanceof ImportStopped) return { result, end: { kind: 'stopped', reason: fault.message } };
  if (fault) throw fault;
  return { result, end: { kind: importing.signal.aborted ? 'interrupted' : 'done' } };
}

/** Throws what ends the whole import; the file is not done then. */
async function importFile(found: FoundFile, importing: Importing, result: ImportResult): Promise<void> {
  const { ledger, progress, signal } = importing;
  const onTally: Sending['onTally'] = (tally) => addAnswer(result, found.name, tally);
  const position = progress.begin(found);
  // It may have grown since it was found.
  const outcome = await stat(found.path)
    .then(({ size }) => lookAndSend({ ...found, bytes: size }, { ...importing, position, onTally }))
    .catch((error: unknown) => {
      if (signal.aborted || error instanceof ImportStopped) throw error;
      return { kind: 'failed' as const, reason: reasonOf(error as NodeJS.ErrnoException) };
    });
  if (outcome.kind === 'imported') {
    await ledger.add(outcome.entry);
    progress.end(found, outcome.entry.tally.received);
  } else {
    progress.leaveOut(found);
  }
  noteOutcome(result, found, outcome);
}

async function lookAndSend(file: FoundFile, importing: Importing & Sending): Promise<Outcome> {
  const { ledger, isAgain, signal } = importing;
  const { path, bytes } = file;
  const kind = await lookAtFile(file);
  if (kind.kind === 'damaged') return { kind: 'failed', reason: kind.reason };
  // Whoever names a file means it.
  if (kind.kind === 'unknown') return { kind: file.isGiven ? 'failed' : 'skipped', reason: kind.reason };

  const { mtimeMs } = await stat(path);
  const sha256 = await digestOf(file, signal);
  const before = isAgain ? undefined : ledger.find({ bytes, sha256 });
  if (before) return { kind: 'already-imported', ...before };

  const sent = await sendFile(file, kind, importing);
  if (sent.kind === 'failed') return sent;
  if (sent.kind === 'empty') return { kind: 'skipped', reason: 'holds no event' };
  const now = await stat(path);
  if (now.size !== bytes || now.mtimeMs !== mtimeMs) {
    return { kind: 'failed', reason: 'it has changed while it was read; import it again' };
  }
  const { received, stored, duplicates, quarantined } = sent.tally;
  const tally = { received, stored, duplicates, quarantined };
  return { kind: 'imported', entry: { name: path, bytes, sha256, tally, importedAt: new Date().toISOString() } };
}

function reasonOf({ code, syscall, message }: NodeJS.ErrnoException): string {
  return syscall && code ? `cannot be read (${code})` : message;
}

/** 2: while the collector commits one, the other is read. */
const AT_ONCE = 2;
