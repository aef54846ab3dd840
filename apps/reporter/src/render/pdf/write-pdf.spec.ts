import type { ReportDocument, StackedColumns } from '@trailkeeper/contract';
import {
  aLastReview,
  aLogo,
  anEventSection,
  aProvenance,
  aReportCsv,
  aReportDocument,
  aTableSection,
  aTally,
  GREY_JPEG,
} from '../testing/a-report-document.js';
import { readAlternatives, readImages, readPdf, readRoles, type ReadPdf } from '../testing/read-pdf.js';
import { writePdf } from './write-pdf.js';

const CSV = aReportCsv();

describe('writePdf', () => {
  it('puts the result, the evidence and the making on page 1, in this order', async () => {
    const { pages } = await read(aReportDocument());
    const expected = [
      'Event coverage',
      'Key Protect, September 2026',
      'key-protect · from 2026-09-01 00:00:00Z to 2026-10-01 00:00:00Z (excluded) · times in UTC · all locations',
      '21 of 24 documented Key Protect actions were seen',
      'Documented actions seen 21 +1 from 20 in August 2026',
      'Coverage 87.5% +4.2 points from 83.3% in August 2026',
      'Events 41,208 +1,218 from 39,990 in August 2026',
      'Coverage by section',
      'Registrations 4 2 0',
      'Tally',
      'Received 1,204,332 = stored 1,203,870 + duplicates 460 + quarantined 2 Adds up yes',
      'Events 41,208 of these, arrived after its end 12 First event 2026-09-01 00:00:04Z',
      'Days without events: 2 of 30 (2026-09-06, 2026-09-13).',
      'What needs attention',
      'kms.secrets.tamper appeared 3 times',
      'page 2',
      'How it was made',
      'Made 2026-10-01 02:00:05Z by Trailkeeper 0.1.0, requested by Mira Okafor (officer)',
      `Catalog version ${aProvenance().catalogVersion}`,
      `${CSV.name}, 12,345 rows SHA-256 of the CSV ${CSV.sha256}`,
      'Not seen: none was observed; this does not mean that the action is not audited.',
    ];
    expectInOrder(plain(pages[0]), expected);
  });

  it('says on each page whose report it is, which run and which page of how many', async () => {
    const { pages } = await read(aReportDocument({ sections: [aTableSection({ rows: 60 })] }));
    expect(pages.length).toBeGreaterThan(2);
    pages.forEach((page, index) => {
      expectInOrder(plain(page), [
        index === 0 ? 'Example Bank AG' : 'Event coverage · Key Protect (key-protect) · September 2026',
        `Example Bank AG · run ${aProvenance().runId} · catalog 9f2c41d07be8 · times in UTC`,
        `page ${index + 1} of ${pages.length}`,
      ]);
    });
  });

  it('repeats the head of a table on each of its pages, and says what continues', async () => {
    const { pages } = await read(aReportDocument({ sections: [aTableSection({ rows: 60 })] }));
    for (const page of pages.slice(2)) {
      expectInOrder(plain(page), ['Keys (continued)', 'Action What it does State Success Failure Pending Unknown']);
    }
  });

  it('shows every row of a long table once, in order, whole', async () => {
    const { pages } = await read(aReportDocument({ sections: [aTableSection({ rows: 2000 })] }));
    const rows = pages.flatMap((page) => page.match(/kms\.secrets\.row\d+/g) ?? []);
    expect(rows).toEqual(Array.from({ length: 2000 }, (_row, index) => `kms.secrets.row${index + 1}`));
    for (const page of pages.slice(1)) {
      expect(page.match(/kms\.secrets\.row/g)?.length).toBe(page.match(/2026-09-30/g)?.length);
    }
  });

  it('says where a table ends which rows are not shown and where they are', async () => {
    const sections = [aTableSection({ rows: 3, totalRows: 12_345 })];
    const { pages } = await read(aReportDocument({ sections }));
    expect(plain(pages[1])).toContain(`Rows 1 to 3 of 12,345; all rows are in ${CSV.name} (SHA-256 ${CSV.sha256}).`);
  });

  it.each([
    ['failed-event-counts', `the failed events they were counted from are in ${CSV.name} (SHA-256 ${CSV.sha256}).`],
    ['event-counts', `the events they were counted from are in ${CSV.name} (SHA-256 ${CSV.sha256}).`],
    ['attestations', 'the reporter lists all attestations (GET /v1/attestations).'],
  ] as const)('says of %s that are not shown where to look', async (rowsAre, words) => {
    const { table, ...section } = aTableSection({ rows: 3, totalRows: 1_500 });
    const sections = [{ ...section, table: { ...table!, rowsAre } }];
    const { pages } = await read(aReportDocument({ sections }));
    expect(plain(pages[1])).toContain(`Rows 1 to 3 of 1,500; ${words}`);
  });

  it('draws unknown as an en dash, zero as 0, and notes under their row', async () => {
    const { pages } = await read(aReportDocument({ sections: [aTableSection({ rows: 2 })] }));
    expect(plain(pages[1])).toContain('seen 12,345 7 0 – 2026-09-01 00:12:45Z 2026-09-30 21:07:02Z');
    expectInOrder(plain(pages[1]), ['kms.secrets.row2', 'also seen as kms.secret.row (renamed)']);
  });

  it('shows all times in the zone of the report', async () => {
    const period = { ...aReportDocument().period, timeZone: 'Europe/Berlin' };
    const { pages } = await read(aReportDocument({ period }));
    expect(plain(pages[0])).toContain('from 2026-09-01 02:00:00+02:00 to 2026-10-01 02:00:00+02:00 (excluded)');
    expect(plain(pages[1])).toContain('2026-09-01 02:12:45 +02:00');
    expect(plain(pages[1])).toContain('times in Europe/Berlin');
  });

  it('makes an empty report a full report', async () => {
    const { pages } = await read(anEmptyReport());
    expectInOrder(plain(pages[0]), ['Nothing was seen', 'Received 1,204,332', 'Events 0', 'First event –']);
    expectInOrder(plain(pages[0]), ['Days without events: all 30.', 'Nothing in this report needs attention.']);
    expectInOrder(plain(pages[1]), ['Keys', 'Action What it does', 'None.']);
  });

  it.each([
    ['an ended period', '2026-10-01T00:00:00Z', 30, [], 'Events on each of the 30 days.'],
    ['an unfinished period', '2026-09-21T09:00:00Z', 21, [], 'Events on each of the 21 days begun.'],
    ['its gaps', '2026-09-21T09:00:00Z', 21, ['2026-09-06'], 'without events: 1 of the 21 days begun (2026-09-06).'],
    ['its emptiness', '2026-09-02T09:00:00Z', 2, ['2026-09-01', '2026-09-02'], 'events: all of the 2 days begun.'],
    ['its last day', '2026-09-30T09:00:00Z', 30, [], 'Events on each of the 30 days begun.'],
    ['a period to come', '2026-08-21T09:00:00Z', 0, [], 'None of the 30 days had begun.'],
  ])('counts the days without events of %s', async (_, dataAsOf, begun, withoutEvents, words) => {
    const tally = aTally({ dataAsOf, days: { total: 30, begun, withoutEvents } });
    expect(plain((await read(aReportDocument({ tally }))).pages[0])).toContain(words);
  });

  it('names what it is limited to wherever it speaks of all of it', async () => {
    const scope = { location: 'mars', account: 'a1', words: 'of account a1 in location mars' };
    const { pages, info } = await read(aReportDocument({ scope }));
    expectInOrder(plain(pages[0]), ['location mars · account a1', `Days without events ${scope.words}: 2 of 30 (`]);
    expect(plain(pages[1])).toContain(`September 2026 · only events ${scope.words}`);
    expect(info).toMatchObject({ Title: `Event coverage, Key Protect ${scope.words}, September 2026` });
    expect(info['Keywords']).toContain(`key-protect, ${scope.words}, run`);
  });

  it('says when the tally does not add up', async () => {
    const arrivals = { received: 10, stored: 7, duplicates: 1, quarantined: 0 };
    const { pages } = await read(aReportDocument({ tally: aTally({ arrivals }) }));
    expect(plain(pages[0])).toContain('Adds up no, by 2');
  });

  it.each([
    ['a PNG', aLogo(), '8 x 4'],
    ['a JPEG', aLogo({ mediaType: 'image/jpeg', base64: GREY_JPEG, width: 1, height: 1 }), '1 x 1'],
  ])('draws %s as the logo on page 1, read out as the name of the organisation', async (_, logo, size) => {
    const bytes = await written(aReportDocument({ logo }));
    expect(await readImages(bytes, 1)).toEqual([size]);
    expect(await readImages(bytes, 2)).toEqual([]);
    expect((await readAlternatives(bytes, 1))[0]).toBe('Example Bank AG');
    expect(await written(aReportDocument({ logo }))).toEqual(bytes);
    expect(bytes.includes(Buffer.from(logo.base64, 'base64').subarray(-40, -16))).toBe(true); // as it was given
  });

  it('lets the title give way to a logo', async () => {
    const kind = { id: 'event-coverage', name: 'Coverage of all that was ever documented' };
    const [without] = (await read(aReportDocument({ kind }))).pages;
    const wide = aLogo({ width: 800, height: 80 }); // said to be so: that is what places it
    const [beside] = (await read(aReportDocument({ kind, logo: wide }))).pages;
    expect(without).toContain('Coverage of all that was ever documented\n');
    expect(beside).toMatch(/Coverage of all that was ever *\ndocumented\n/);
  });

  it.each([
    ['nothing where it is not known', undefined, null],
    ['that there was none', null, 'Last reviewed No earlier report of this kind and scope has been reviewed.'],
    [
      'which and by whom',
      aLastReview(),
      `Last reviewed the report for August 2026 (run ${aLastReview().runId}), by Mira Okafor on 2026-09-03 10:12:00Z: “All deletions were approved.”`,
    ],
    ['no empty note', aLastReview({ note: ' ' }), 'by Mira Okafor on 2026-09-03 10:12:00Z. Seen:'],
    ['as much of a long note as fits', aLastReview({ note: 'x y\n'.repeat(900) }), '… cut, 3,712 characters in all'],
  ])('says of the last review %s', async (_, lastReview, words) => {
    const document = aReportDocument(lastReview === undefined ? {} : { lastReview });
    const { pages } = await read(document);
    expect(pages).toHaveLength(2);
    if (words === null) expect(pages[0]).not.toContain('Last reviewed');
    else expect(plain(pages[0])).toContain(words);
  });

  it('says once of all figures that there is nothing to compare with', async () => {
    const figures = aReportDocument().figures.map((figure) => ({ ...figure, previous: null }));
    const { pages } = await read(aReportDocument({ figures }));
    expect(plain(pages[0])).toContain('Of the period before (August 2026) nothing is known to compare with.');
    expect(plain(pages[0])).not.toContain('August 2026 not known');
  });

  it.each(['UTC', 'Europe/Berlin'])(
    'fits 20 events and more on a page, with all their ids, in %s',
    async (timeZone) => {
      const period = { ...aReportDocument().period, timeZone };
      const { pages } = await read(aReportDocument({ period, sections: [anEventSection(100)] }));
      for (const page of pages.slice(1, -1)) {
        expect(page.match(/kms\.secrets\.delete/g)?.length).toBeGreaterThanOrEqual(20);
        expect(page.match(/ff312a\n/g)?.length).toBe(page.match(/kms\.secrets\.delete/g)?.length);
      }
    },
  );

  it('shows characters its fonts lack by number and lists them once a page', async () => {
    const section = aTableSection({ rows: 1, title: '中文 & 😀' });
    const { pages, outline } = await read(aReportDocument({ organisation: 'Ä\u202e中', sections: [section] }));
    expect(plain(pages[1])).toContain('[U+4E2D][U+6587] & [U+1F600]');
    expect(plain(pages[1])).toContain(
      'Characters shown by their Unicode number on this page: U+202E U+4E2D U+6587 U+1F600',
    );
    expect(outline).toEqual(['中文 & 😀']);
  });

  it('survives what producers send', async () => {
    const cells = ['x'.repeat(9000), 'y z '.repeat(9000), '', '\u0000\ud800', 'e\u0301', '::', null, 'not a time', 'ﬁ'];
    const section = aTableSection();
    const table = {
      ...section.table,
      columns: section.table?.columns ?? [],
      rows: [{ cells, notes: cells.flatMap((cell) => cell ?? []) }],
    };
    const { pages } = await read(aReportDocument({ sections: [{ ...section, table: { ...table, totalRows: 1 } }] }));
    expect(plain(pages[1])).toContain('… cut, 9,000 characters in all');
    expect(plain(pages[1])).toContain('not a time');
  });

  it('carries bookmarks, metadata, language and a title for the window', async () => {
    const sections = [aTableSection(), aTableSection({ id: 'b', title: 'By location', level: 2 })];
    const document = aReportDocument({ organisation: 'Bank & <Söhne>', sections });
    const { outline, info, xmp } = await read(document);
    expect(outline).toEqual(['Keys', '  By location']);
    expect(info).toMatchObject({
      Title: 'Event coverage, Key Protect, September 2026',
      Author: 'Bank & <Söhne>',
      Subject: document.summary,
      CreationDate: 'D:20261001020005Z',
      Language: 'en',
    });
    expect(info['Keywords']).toContain(`run ${document.provenance.runId}`);
    expect(xmp).toContain('Bank &#38; &#60;Söhne&#62;');
    expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });

  it('is tagged: headings, paragraphs, tables with header cells, a figure', async () => {
    const bytes = await written(aReportDocument());
    const first = await readRoles(bytes, 1);
    for (const role of ['H1', 'H2', 'P', 'Figure', 'Table', 'TR', 'TH', 'TD', 'L', 'LI', 'Link']) {
      expect(first).toContain(role);
    }
    const second = await readRoles(bytes, 2);
    expect(second.filter((role) => role === 'TH')).toHaveLength(9);
    expect(second.filter((role) => role === 'TD')).toHaveLength(27);
  });

  it('draws columns with their legend, axis, peak and some of their days, as one figure', async () => {
    const bytes = await written(aReportDocument({ chart: aColumnChart() }));
    const { pages } = await readPdf(bytes);
    expect(pages).toHaveLength(2);
    expectInOrder(plain(pages[0]), [
      'Deletions per day deleted 98 undone 1 0 20 40 60 80 2026-09-01',
      '2026-09-08 2026-09-15 2026-09-22 2026-09-30 2026-09-29: 70 Tally',
    ]);
    expect((await readRoles(bytes, 1)).filter((role) => role === 'Figure')).toHaveLength(1);
    expect(await readAlternatives(bytes, 1)).toEqual(['Deletions per day, \u{1F600} included.']);
  });

  it.each([
    ['days', { title: 'When things were deleted' }, 'undone 1 deletions per day 0'],
    ['weeks', { title: 'Deletions per week', per: 'week' }, 'undone 1 each week at its first day 0'],
    ['months', { title: 'Over time', per: 'month' }, 'undone 1 deletions per month; each month at its first day 0'],
  ] as const)('says of columns what they count, and what stands for more than a day: %s', async (_, changes, words) => {
    const { pages } = await read(aReportDocument({ chart: { ...aColumnChart(), ...changes } }));
    expect(plain(pages[0])).toContain(words);
  });

  it.each([0, 1, 7, 92, 366, 400])('keeps page 1 one page with %d columns, of zeros too', async (count) => {
    for (const value of [0, 12_345]) {
      const columns = Array.from({ length: count }, (_column, index) => ({
        label: `day ${index}`,
        values: [value, 1],
      }));
      const { pages } = await read(aReportDocument({ chart: { ...aColumnChart(), columns } }));
      expect(pages).toHaveLength(2);
      expect(plain(pages[0])).toContain('action is not audited.');
    }
  });

  it('embeds each font, as a subset', async () => {
    const bytes = (await written(aReportDocument())).toString('latin1');
    expect(bytes.match(/\/BaseFont \/\S+/g)?.every((name) => /^\/BaseFont \/[A-Z]{6}\+Source/.test(name))).toBe(true);
    expect(bytes.match(/\/FontFile2 /g)).toHaveLength(3);
  });
});

function anEmptyReport(): ReportDocument {
  const days = Array.from({ length: 30 }, (_day, index) => `2026-09-${String(index + 1).padStart(2, '0')}`);
  return aReportDocument({
    summary: 'Nothing was seen of Key Protect in September 2026.',
    chart: null,
    attention: [],
    tally: aTally({
      counted: 0,
      arrivedLate: 0,
      firstEvent: null,
      lastEvent: null,
      days: { total: 30, begun: 30, withoutEvents: days },
    }),
    sections: [aTableSection({ rows: 0 })],
  });
}

/** Of September 2026: one deletion a day, 70 on the 29th, one undone on the first. */
function aColumnChart(): StackedColumns {
  return {
    kind: 'stacked-columns',
    title: 'Deletions per day',
    description: 'Deletions per day, \u{1F600} included.',
    series: [
      { state: 'deleted', label: 'deleted' },
      { state: 'undone', label: 'undone' },
    ],
    columns: Array.from({ length: 30 }, (_day, index) => ({
      label: `2026-09-${String(index + 1).padStart(2, '0')}`,
      values: [index === 28 ? 70 : index === 29 ? 0 : 1, index === 0 ? 1 : 0],
    })),
    per: 'day',
    unit: 'deletions',
  };
}

async function written(document: ReportDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of writePdf(document)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function read(document: ReportDocument): Promise<ReadPdf> {
  return readPdf(await written(document));
}

/** A page's text with any white space as one space. */
function plain(page: string | undefined): string {
  return (page ?? '').replace(/\s+/g, ' ');
}

function expectInOrder(text: string, parts: string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) throw new Error(`"${part}" is not where it belongs in: ${text}`);
    from = at + part.length;
  }
}
