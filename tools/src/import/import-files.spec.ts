import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findFiles } from './find-files.js';
import { type Imported, importFiles } from './import-files.js';
import { ImportProgress } from './import-progress.js';
import { exitCodeOf } from './import-result.js';
import { Ledger } from './ledger.js';

/** Against a server that answers as a collector does; what a real one makes of files: `test/import.e2e.spec.ts`. */
describe('importFiles', () => {
  let folder: string;
  let server: Server;
  let answerTo: (body: string) => { status: number; body: object };

  async function importFolder(): Promise<Imported> {
    const found = await findFiles([{ name: 'archive', path: join(folder, 'archive') }]);
    const collector = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ingestKey: 'any' };
    const ledger = await Ledger.open(join(folder, 'ledger.jsonl'), collector.url);
    const signal = new AbortController().signal;
    const progress = new ImportProgress(found.files);
    try {
      return await importFiles(found, { collector, ledger, progress, signal, isAgain: false, say: () => undefined });
    } finally {
      await ledger.close();
    }
  }

  const write = (name: string, content: string) => writeFileSync(join(folder, 'archive', name), content);
  const ledgerNames = () =>
    readFileSync(join(folder, 'ledger.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { name: string }).name.slice(folder.length + '/archive/'.length));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trailkeeper-files-'));
    mkdirSync(join(folder, 'archive'));
    answerTo = () => ({ status: 200, body: TALLY });
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const answer = answerTo(body);
        response.writeHead(answer.status).end(JSON.stringify(answer.body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('does not note a file that somebody still writes', async () => {
    write('a.log', '{"n":1}\n');
    write('b.log', '{"n":2}\n');
    answerTo = (body) => {
      if (body.includes('1')) appendFileSync(join(folder, 'archive', 'a.log'), '{"n":3}\n');
      return { status: 200, body: TALLY };
    };
    const { result, end } = await importFolder();
    expect(result.failed).toEqual([
      { name: 'archive/a.log', reason: 'it has changed while it was read; import it again' },
    ]);
    expect([result.imported, result.notDone, exitCodeOf(result), end.kind]).toEqual([1, 0, 1, 'done']);
    expect(ledgerNames()).toEqual(['b.log']);
  });

  it('takes a content that is imported for imported under any name', async () => {
    write('a.log', '{"n":1}\n');
    await importFolder();
    write('z.log', '{"n":1}\n');
    const { result } = await importFolder();
    expect([result.imported, result.alreadyImported, exitCodeOf(result)]).toEqual([0, 2, 0]);
  });

  it('stops when the key is refused, and says how many files are not done', async () => {
    for (let nth = 0; nth < 9; nth += 1) write(`${nth}.log`, `{"n":${nth}}\n`);
    answerTo = (body) => (body.includes('4') ? { status: 401, body: {} } : { status: 200, body: TALLY });
    const { result, end } = await importFolder();
    expect(end).toEqual({ kind: 'stopped', reason: expect.stringContaining('does not take this ingest key') });
    expect(result.imported + result.notDone).toBe(9);
    expect(result.notDone).toBeGreaterThanOrEqual(4);
    expect(exitCodeOf(result)).toBe(1);
    expect(ledgerNames()).toHaveLength(result.imported);
  });
});

const TALLY = { received: 1, stored: 1, duplicates: 0, quarantined: 0, problems: [] };
