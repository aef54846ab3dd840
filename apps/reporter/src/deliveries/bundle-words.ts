import type { BundleFile, Manifest } from '@trailkeeper/bundle';
import type { Parcel } from '../targets/target-kind.js';
import { countWords } from '../reports/count-words.js';
import { inOneLine, plainLines } from './plain-lines.js';

/** A stored bundle as a delivery tells of it. */
export interface ToldBundle {
  readonly deliveryId: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: Manifest;
  /** Where others reach this installation; null: nobody has said. */
  readonly publicUrl: string | null;
}

/** What is said of a bundle to whoever gets it: for a subject, as a text, and for programs. */
export function bundleWords(bundle: ToldBundle): Pick<Parcel, 'subject' | 'text' | 'facts'> {
  return { subject: subjectOf(bundle.manifest), text: textOf(bundle), facts: factsOf(bundle) };
}

function subjectOf({ organisation, schedule, period, isEmpty, restates }: Manifest): string {
  const notes = [...(restates === null ? [] : ['restated']), ...(isEmpty ? ['nothing to report'] : [])];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return inOneLine(`${organisation === null ? '' : `${organisation}: `}${schedule.name}, ${period.words}${note}`);
}

/** What it is; its name, digest and id are told by each kind of target, beside the file. */
function textOf({ manifest, publicUrl }: ToldBundle): string {
  const { organisation, schedule, slot, period, dataAsOf, files, signedWith } = manifest;
  return plainLines([
    ...(organisation === null ? [] : [`Organisation: ${organisation}`]),
    `Schedule: ${schedule.name}, due ${slot.dueAt}. Owner: ${schedule.owner}`,
    `Period: ${period.words} (${period.timeZone}: from ${period.from} to ${period.to}, the end excluded)`,
    `In it: ${contentWords(files)}`,
    `Data as of: ${dataAsOf}`,
    ...emptyLines(manifest),
    ...restatedLines(manifest),
    `Signed with key ${signedWith.keyId}; the public keys are at ${publicUrl ?? ''}/v1/signing-keys${publicUrl === null ? ' of its Trailkeeper' : ''}`,
  ]);
}

/** "2 PDF files, 2 CSV files (1,204 rows), 5,300 events" */
function contentWords(files: readonly BundleFile[]): string {
  const ofKind = (kind: BundleFile['kind']) => files.filter((file) => file.kind === kind);
  const rowsOf = (some: readonly BundleFile[]) => some.reduce((sum, { rows }) => sum + (rows ?? 0), 0);
  const [pdfs, csvs, events] = [ofKind('report-pdf'), ofKind('report-csv'), ofKind('events')];
  return [
    ...(pdfs.length === 0 ? [] : [countWords(pdfs.length, 'PDF file')]),
    ...(csvs.length === 0 ? [] : [`${countWords(csvs.length, 'CSV file')} (${countWords(rowsOf(csvs), 'row')})`]),
    ...(events.length === 0 ? [] : [countWords(rowsOf(events), 'event')]),
  ].join(', ');
}

function emptyLines({ isEmpty, hasEvents }: Manifest): string[] {
  if (!isEmpty) return [];
  const nothing = 'There was nothing to report in this period';
  if (!hasEvents) return [`${nothing}: no event of it is known.`];
  return [`${nothing}: events of it are known, and none of them is of the kind that the reports are about.`];
}

function restatedLines({ restates }: Manifest): string[] {
  if (restates === null) return [];
  const { bundle, slotId, reason } = restates;
  const original = bundle === null ? `slot ${slotId}` : `${bundle.name} (SHA-256 ${bundle.sha256})`;
  return [`Restated: it takes the place of ${original}. Reason: ${reason}`];
}

function factsOf({ deliveryId, name, bytes, sha256, manifest }: ToldBundle): Parcel['facts'] {
  const { organisation, schedule, slot, period, scope, isEmpty, hasEvents, restates, files, signedWith } = manifest;
  return {
    ...{ content: 'bundle', deliveryId, organisation, schedule, slot, period, scope },
    ...{ isEmpty, hasEvents, dataAsOf: manifest.dataAsOf, restates },
    bundle: { name, bytes, sha256, files: files.length, signingKeyId: signedWith.keyId },
    softwareVersion: manifest.softwareVersion,
    catalogVersion: manifest.catalogVersion,
  };
}
