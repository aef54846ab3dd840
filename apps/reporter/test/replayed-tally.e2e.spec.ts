import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReportDocument } from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import { pdfText } from './pdf-text.js';
import { AUTHORIZATION, endedRun, postReport, startReporterOnTrail } from './reporter-app.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;

beforeAll(async () => {
  trail = await startReporterOnTrail();
  await execute(trail.owner, INSERT_BATCHES);
});
afterAll(() => trail?.stop());

/** The document of a report on a period, and its PDF as text. */
async function reportOn(from: string, to: string): Promise<{ document: ReportDocument; text: string }> {
  const { app, owner } = trail;
  const asked = await postReport(app, { kind: 'event-coverage', service: 'key-protect', from, to, formats: ['pdf'] });
  const { id, files } = await endedRun(app, asked.json<{ id: string }>().id);
  const [row] = await query<{ document: ReportDocument }>(owner, GET_DOCUMENT, [id]);
  const pdf = await app.inject({ url: `/v1/reports/${id}/files/${files[0]?.name}`, headers: AUTHORIZATION });
  return { document: row!.document, text: (await pdfText(pdf.rawPayload)).replaceAll(/\s+/g, ' ') };
}

describe('the tally of a report', () => {
  it('counts what was put into quarantine where it arrived', async () => {
    const { document } = await reportOn('2026-08-01', '2026-09-01');
    expect(document.tally.arrivals).toEqual({ received: 10, stored: 5, duplicates: 1, quarantined: 4 });
    expect(document.attention.map(({ text }) => text)).toContainEqual(expect.stringContaining('4 received items'));
  });

  it('counts a replay where it was done: there it takes items out, and still adds up', async () => {
    const { document, text } = await reportOn('2026-09-01', '2026-10-01');
    expect(document.tally.arrivals).toEqual({ received: 2, stored: 3, duplicates: 1, quarantined: -2 });
    const words = 'Replays took 2 items more out of quarantine than were put into it';
    expect(document.attention.map((line) => line.text)).toContainEqual(expect.stringContaining(words));
    expect(text).toContain('+ quarantined −2');
    expect(text).toMatch(/Adds up yes/);
  });

  it('is the sum of both over both', async () => {
    const { document } = await reportOn('2026-08-01', '2026-10-01');
    expect(document.tally.arrivals).toEqual({ received: 12, stored: 8, duplicates: 2, quarantined: 2 });
  });
});

const INSERT_BATCHES = `
insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined)
values ('2026-08-15Z', 'shipper', 10, 5, 1, 4), ('2026-09-10Z', 'shipper', 2, 1, 0, 1), ('2026-09-15Z', 'shipper', 0, 2, 1, -3)
`;

const GET_DOCUMENT = `
select report_document.document from report_document where report_document.run_id = $1
`;
