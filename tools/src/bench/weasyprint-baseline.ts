import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { countPages } from './count-pages.js';

const run = promisify(execFile);

/** The first deletions of a period with what the report prints of them. */
const FIND_ROWS = `
select to_char(event.occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"') as "when", event.action as "action",
       event.target_name as "target", event.initiator_name as "initiator",
       concat_ws(' · ', 'Initiator: ' || event.initiator_id, 'Address: ' || event.initiator_address,
                 'Correlation: ' || event.correlation_id, 'Target: ' || event.target_id) as "notes"
from audit_event event
where event.occurred_at >= $1 and event.occurred_at < $2 and event.action like '%.delete' and event.outcome = 'success'
order by event.occurred_at, event.content_hash
limit $3
`;

type Row = Record<'when' | 'action' | 'target' | 'initiator' | 'notes', string | null>;

/** Pages a second that WeasyPrint makes of a table like the report's; undefined where it is not installed. */
export async function timeWeasyPrint(
  ownerUrl: string,
  { from, to, rows }: { from: Date; to: Date; rows: number },
): Promise<{ pages: number; seconds: number } | undefined> {
  if (!(await isInstalled())) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'trailkeeper-weasyprint-'));
  try {
    const [html, pdf] = [join(folder, 'table.html'), join(folder, 'table.pdf')];
    await writeFile(html, tablePage(await findRows(ownerUrl, [from, to, rows])));
    const startedAt = performance.now();
    await run('weasyprint', [html, pdf]);
    const seconds = (performance.now() - startedAt) / 1000;
    return { pages: await countPages(await readFile(pdf)), seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isInstalled(): Promise<boolean> {
  return run('weasyprint', ['--version']).then(
    () => true,
    () => false,
  );
}

async function findRows(ownerUrl: string, params: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query<Row>(FIND_ROWS, params)).rows;
  } finally {
    await client.end();
  }
}

/** A page like the report's: A4, the same margins and sizes, the ids of a row below it, the header on every page. */
function tablePage(rows: readonly Row[]): string {
  const body = rows.map(
    ({ when, action, target, initiator, notes }) =>
      `<tbody><tr>${[when, action, target, initiator].map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>` +
      `<tr><td colspan="4" class="notes">${escaped(notes)}</td></tr></tbody>`,
  );
  const head = ['When', 'Action', 'Target', 'Initiator'].map((title) => `<th>${title}</th>`).join('');
  return `<!doctype html><html lang="en"><title>Deletions</title><style>${STYLE}</style>
<table><thead><tr>${head}</tr></thead>${body.join('\n')}</table></html>`;
}

const STYLE = `@page { size: A4; margin: 18mm; @bottom-right { content: counter(page) " of " counter(pages); font-size: 7pt } }
body { font: 8pt/1.35 sans-serif } table { width: 100%; border-collapse: collapse; table-layout: fixed }
td, th { text-align: left; vertical-align: top; overflow-wrap: anywhere } tbody { break-inside: avoid }
tr { border-top: .5pt solid #e0e0e0 } .notes { font-size: 7pt; border: 0; color: #525252 }`;

function escaped(text: string | null): string {
  return (text ?? '–').replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
