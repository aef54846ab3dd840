import { type BundleEntry, type ManifestFacts, signerOf, writeBundle, type WrittenBundle } from '../src/index.js';
import { makeSigningKey, type Signer } from '../src/index.js';

/** The signer of a key of the test's own. */
export const SIGNER = signerOf(makeSigningKey().privateKey);

/** A bundle of these entries, all in memory. */
export async function madeBundle(
  entries: BundleEntry[] = plausibleEntries(),
  { signer = SIGNER, facts = {} }: { signer?: Signer; facts?: Partial<ManifestFacts> } = {},
): Promise<{ zip: Buffer; written: WrittenBundle }> {
  const bundle = writeBundle({ entries, manifest: () => ({ ...FACTS, ...facts }), signer });
  const pieces: Buffer[] = [];
  for await (const piece of bundle.pieces) pieces.push(piece);
  return { zip: Buffer.concat(pieces), written: bundle.written() };
}

/** A file of a bundle with this text. */
export function anEntry(name: string, text: string, changes: Partial<BundleEntry> = {}): BundleEntry {
  return { name, kind: 'events', dataAsOf: FACTS.dataAsOf, report: null, content: [Buffer.from(text)], ...changes };
}

/** What a schedule of three reports makes, small. */
export function plausibleEntries(): BundleEntry[] {
  const report = {
    runId: 'b6d7d3a2-1b6f-4e0e-9a53-1f2d1c7d9e10',
    kind: 'deletions',
    service: 'kms',
    catalogVersion: 'c0ffee',
  };
  const events = Array.from(
    { length: 200 },
    (_, at) => `{"id":"${at}","action":"kms.secrets.delete","outcome":"success"}\n`,
  );
  const rows = Array.from(
    { length: 40 },
    (_, at) => `2026-09-${String((at % 30) + 1).padStart(2, '0')},"key ""${at}""\nof two lines",ok\r\n`,
  );
  return [
    anEntry('README.txt', 'What this is.\n', { kind: 'readme', dataAsOf: null }),
    anEntry('reports/deletions_kms_2026-09.pdf', `%PDF-1.7\n${'pages '.repeat(300)}%%EOF\n`, {
      kind: 'report-pdf',
      report,
    }),
    anEntry('reports/deletions_kms_2026-09.csv', `at,key,outcome\r\n${rows.join('')}`, { kind: 'report-csv', report }),
    anEntry('reports/failures_kms_2026-09.csv', 'at,reason\r\n', {
      kind: 'report-csv',
      report: { ...report, kind: 'failures' },
    }),
    anEntry('events/kms_2026-09.jsonl', events.join('')),
    anEntry('events/iam_2026-09.jsonl', ''),
  ];
}

export const FACTS: ManifestFacts = {
  softwareVersion: '0.1.0',
  catalogVersion: 'c0ffee',
  organisation: 'Example Bank AG',
  schedule: {
    id: '5f0c5c0e-6a55-4f6e-8a0a-5d7f0f6f2a11',
    name: 'SOX quarter pack',
    owner: 'Ada',
    preset: 'sox-quarter',
  },
  slot: { id: '0b8f5e0e-97c5-4bb5-a5ad-7b0d0cf8a001', dueAt: '2026-10-01T04:00:00.000Z' },
  restates: null,
  period: {
    from: '2026-09-01T00:00:00.000Z',
    to: '2026-10-01T00:00:00.000Z',
    timeZone: 'UTC',
    words: 'September 2026',
  },
  scope: { services: ['kms'], location: null, account: null },
  isEmpty: false,
  hasEvents: true,
  dataAsOf: '2026-10-01T04:00:03.123456Z',
  madeAt: '2026-10-01T04:00:09.000Z',
};
