import type { LastReview, Logo, Provenance, ReportCsv, ReportDocument, Section, Tally } from '@trailkeeper/contract';

/** A valid report, the coverage of Key Protect in September 2026, for tests that each change one thing of it. */
export function aReportDocument(changes: Partial<ReportDocument> = {}): ReportDocument {
  return {
    format: 1,
    kind: { id: 'event-coverage', name: 'Event coverage' },
    subject: { id: 'key-protect', name: 'Key Protect' },
    period: {
      from: '2026-09-01T00:00:00Z',
      to: '2026-10-01T00:00:00Z',
      timeZone: 'UTC',
      words: 'September 2026',
      previousWords: 'August 2026',
    },
    scope: { location: null, account: null, words: null },
    organisation: 'Example Bank AG',
    summary:
      '21 of 24 documented Key Protect actions were seen in September 2026; 3 were not; 2 undocumented actions appeared.',
    figures: [
      { label: 'Documented actions seen', value: 21, unit: 'count', previous: 20 },
      { label: 'Coverage', value: 87.5, unit: 'percent', previous: 83.3 },
      { label: 'Not seen', value: 3, unit: 'count', previous: 4 },
      { label: 'Undocumented actions', value: 2, unit: 'count', previous: 0 },
      { label: 'Events', value: 41_208, unit: 'count', previous: 39_990 },
    ],
    chart: {
      kind: 'stacked-bars',
      title: 'Coverage by section',
      description: 'Documented actions seen and not seen, and undocumented actions, by section of the catalog.',
      series: [
        { state: 'seen', label: 'seen' },
        { state: 'not-seen', label: 'not seen' },
        { state: 'undocumented', label: 'undocumented' },
      ],
      bars: [
        { label: 'Keys', values: [12, 0, 0] },
        { label: 'Policies', values: [3, 1, 0] },
        { label: 'Import tokens', values: [2, 0, 0] },
        { label: 'Registrations', values: [4, 2, 0] },
        { label: 'Undocumented', values: [0, 0, 2] },
      ],
    },
    tally: aTally(),
    attention: [
      { text: 'kms.secrets.tamper appeared 3 times and is in no edition of the catalog.', section: 'undocumented' },
      { text: 'kms.registrations.merge was not seen since 2026-02-11.', section: 'not-seen' },
    ],
    sections: [
      aTableSection({ id: 'keys', title: 'Keys' }),
      {
        id: 'undocumented',
        title: 'Undocumented actions',
        level: 1,
        paragraphs: [
          'Actions that no edition of the catalog lists. They are stored, counted and reported like any other.',
        ],
        table: null,
      },
      { id: 'not-seen', title: 'Documented but not seen', level: 1, paragraphs: [], table: null },
    ],
    csv: aReportCsv(),
    provenance: aProvenance(),
    ...changes,
  };
}

export function aTally(changes: Partial<Tally> = {}): Tally {
  return {
    arrivals: { received: 1_204_332, stored: 1_203_870, duplicates: 460, quarantined: 2 },
    counted: 41_208,
    arrivedLate: 12,
    dataAsOf: '2026-10-01T02:00:03Z',
    firstEvent: '2026-09-01T00:00:04Z',
    lastEvent: '2026-09-30T23:59:41Z',
    days: { total: 30, begun: 30, withoutEvents: ['2026-09-06', '2026-09-13'] },
    ...changes,
  };
}

export function aReportCsv(): ReportCsv {
  return { name: 'event-coverage_key-protect_2026-09_run-1a2b3c.csv', rows: 12_345, sha256: 'ab'.repeat(32) };
}

export function aProvenance(changes: Partial<Provenance> = {}): Provenance {
  return {
    runId: '0198c6d2-7f3a-7c41-9a52-1a2b3c4d5e6f',
    requestedBy: 'Mira Okafor (officer)',
    madeAt: '2026-10-01T02:00:05Z',
    catalogVersion: '9f2c41d07be85a6310f4c2be77d15a90e3c8b46f1d2a5079c8e64b13fa70d25e',
    softwareVersion: '0.1.0',
    notes: [
      'Seen: at least one event of the action, under its documented name or an earlier one, happened in the period. ' +
        'Not seen: none was observed; this does not mean that the action is not audited.',
    ],
    ...changes,
  };
}

/** 8 x 4 pixels, opaque RGB without interlace, as the setting stores it. */
export function aLogo(changes: Partial<Logo> = {}): Logo {
  return { mediaType: 'image/png', base64: LOGO_PNG, width: 8, height: 4, ...changes };
}

export function aLastReview(changes: Partial<LastReview> = {}): LastReview {
  return {
    runId: '0198a6d2-7f3a-7c41-9a52-5d4c3b2a1f0e',
    periodWords: 'August 2026',
    by: 'Mira Okafor',
    at: '2026-09-03T10:12:00Z',
    note: 'All deletions were approved.',
    ...changes,
  };
}

const LOGO_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAIAAAA8r+mnAAAAJ0lEQVR4AW3BAQ0AIAwDsJJcypSh9boIBtYe94UQQghhWM2wmmE1H0qJBLaMfJcsAAAAAElFTkSuQmCC';

/** A picture of one grey pixel in a JPEG, as small as they come. */
export const GREY_JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AH//Z';

const COVERAGE_COLUMNS = [
  { title: 'Action', kind: 'code', weight: 106 },
  { title: 'What it does', kind: 'text', weight: 74 },
  { title: 'State', kind: 'state', weight: 63 },
  { title: 'Success', kind: 'count', weight: 30 },
  { title: 'Failure', kind: 'count', weight: 30 },
  { title: 'Pending', kind: 'count', weight: 30 },
  { title: 'Unknown', kind: 'count', weight: 30 },
  { title: 'First seen', kind: 'time', weight: 38 },
  { title: 'Last seen', kind: 'time', weight: 38 },
] as const;

/** A section with a coverage table of so many rows. */
export function aTableSection(given: Partial<Section> & { rows?: number; totalRows?: number } = {}): Section {
  const { rows = 3, totalRows = rows, ...changes } = given;
  return {
    id: 'keys',
    title: 'Keys',
    level: 1,
    paragraphs: ['Sorted by state, then by action.'],
    table: {
      columns: [...COVERAGE_COLUMNS],
      totalRows,
      rows: Array.from({ length: rows }, (_row, index) => ({
        cells: [
          `kms.secrets.row${index + 1}`,
          'Retrieve details about a key',
          { state: 'seen', label: 'seen' },
          12_345 + index,
          7,
          0,
          null,
          '2026-09-01T00:12:45Z',
          '2026-09-30T21:07:02Z',
        ],
        ...(index % 5 === 1 ? { notes: ['also seen as kms.secret.row (renamed)'] } : {}),
      })),
    },
    ...changes,
  };
}

/** A section with so many events of real length: CRNs, UUIDs, names, below each row its ids. */
export function anEventSection(rows: number): Section {
  const note = [
    'Initiator: iam-ServiceId-1d1338a4-2521-40b4-a754-bf6922ff312a',
    'Address: 198.51.100.23',
    'Correlation: 7fc493ff-0a6a-4eb2-af7b-27e98a6af453',
    'Target: crn:v1:bluemix:public:kms:eu-de:a/9d5f2b7c41e84a0f8b6c3d2e1f0a9b8c:f70a020d-faed-4337-a39b-e9693e0f0fc3:key:1d1338a4-2521-40b4-a754-bf6922ff312a',
  ];
  return {
    id: 'deleted',
    title: 'Deleted',
    level: 1,
    paragraphs: ['Oldest first.'],
    table: {
      columns: [
        { title: 'When', kind: 'time', weight: 71 },
        { title: 'Action', kind: 'code', weight: 198 },
        { title: 'Target', kind: 'text', weight: 100 },
        { title: 'Initiator', kind: 'text', weight: 103 },
      ],
      totalRows: rows,
      rows: Array.from({ length: rows }, (_row, index) => ({
        cells: ['2026-09-15T10:00:07Z', 'kms.secrets.delete', `root-key-${index}`, 'anna.keller@example.com'],
        notes: note,
      })),
    },
  };
}
