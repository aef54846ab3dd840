import { describe, expect, it } from '@jest/globals';
import type { BundleFile } from '@trailkeeper/bundle';
import { aManifest } from '../../test/sent-bundle.js';
import { bundleWords } from './bundle-words.js';

const TOLD = {
  deliveryId: 'de11ve7e-0000-4000-8000-000000000003',
  name: 'daily-review_2026-09-15.zip',
  bytes: 12_345,
  sha256: 'a'.repeat(64),
  publicUrl: 'https://trail.example.com',
};

const told = (changes: Parameters<typeof aManifest>[0] = {}) => bundleWords({ ...TOLD, manifest: aManifest(changes) });

const aFile = (kind: BundleFile['kind'], rows: number | null = null): BundleFile => ({
  ...{ name: `${kind}.x`, kind, bytes: 1, sha256: 'b'.repeat(64), rows, dataAsOf: null, report: null },
});

const RESTATES = {
  slotId: '51070000-0000-4000-8000-000000000001',
  reason: 'Events arrived late.',
  bundle: { name: 'first.zip', sha256: 'd'.repeat(64) },
};

describe('the subject of a bundle', () => {
  it.each<[string, Parameters<typeof aManifest>[0], string]>([
    ['names the organisation, the schedule and the period', {}, 'Example Bank AG: Daily review, 15 September 2026'],
    ['goes without an organisation', { organisation: null }, 'Daily review, 15 September 2026'],
    [
      'says that it is empty, and that it is restated',
      { organisation: null, isEmpty: true, restates: RESTATES },
      'Daily review, 15 September 2026 (restated, nothing to report)',
    ],
    [
      'stays one line, whatever the schedule is called',
      { organisation: null, schedule: { id: '1', name: 'Daily\r\nBcc: x@example.com', owner: 'Ada', preset: null } },
      'Daily Bcc: x@example.com, 15 September 2026',
    ],
  ])('%s', (_, changes, subject) => {
    expect(told(changes).subject).toBe(subject);
  });
});

describe('the text of a bundle', () => {
  it('says what it is, what is in it and who signed it', () => {
    const files = [aFile('report-pdf'), aFile('report-csv', 1_200), aFile('report-csv', 4), aFile('events', 5_300)];
    expect(told({ files: [...files, aFile('readme')] }).text).toBe(
      `Organisation: Example Bank AG
Schedule: Daily review, due 2026-09-16T06:00:00.000Z. Owner: Ada Example
Period: 15 September 2026 (Europe/Berlin: from 2026-09-14T22:00:00.000Z to 2026-09-15T22:00:00.000Z, the end excluded)
In it: 1 PDF file, 2 CSV files (1,204 rows), 5,300 events
Data as of: 2026-09-16T06:00:03.000Z
Signed with key 0123456789abcdef; the public keys are at https://trail.example.com/v1/signing-keys
`,
    );
  });

  it('does not say where the keys are when nobody has said how this installation is reached', () => {
    const { text } = bundleWords({ ...TOLD, manifest: aManifest(), publicUrl: null });
    expect(text).toContain('the public keys are at /v1/signing-keys of its Trailkeeper\n');
  });

  it.each<[string, Parameters<typeof aManifest>[0], string]>([
    [
      'says that there was nothing to report, since nothing is known',
      { isEmpty: true, hasEvents: false },
      'There was nothing to report in this period: no event of it is known.',
    ],
    [
      'says that there was nothing to report, though events are known',
      { isEmpty: true, hasEvents: true },
      'There was nothing to report in this period: events of it are known, and none',
    ],
    [
      'says what it takes the place of, and why',
      { restates: RESTATES },
      `Restated: it takes the place of first.zip (SHA-256 ${'d'.repeat(64)}). Reason: Events arrived late.`,
    ],
    [
      'names the slot where the original made no bundle',
      { restates: { ...RESTATES, bundle: null } },
      'Restated: it takes the place of slot 51070000-0000-4000-8000-000000000001.',
    ],
  ])('%s', (_, changes, words) => {
    expect(told(changes).text).toContain(words);
  });
});

it('gives programs the ids, the period and the digest of a bundle', () => {
  expect(told({ files: [aFile('report-csv', 3)] }).facts).toMatchObject({
    content: 'bundle',
    deliveryId: 'de11ve7e-0000-4000-8000-000000000003',
    slot: { id: '51070000-0000-4000-8000-000000000002' },
    period: { from: '2026-09-14T22:00:00.000Z', timeZone: 'Europe/Berlin' },
    bundle: { name: 'daily-review_2026-09-15.zip', bytes: 12_345, sha256: 'a'.repeat(64), files: 1 },
    isEmpty: false,
    restates: null,
  });
});
