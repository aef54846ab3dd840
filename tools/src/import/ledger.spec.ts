import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Ledger } from './ledger.js';

const COLLECTOR = 'http://127.0.0.1:4001';

describe('Ledger', () => {
  let folder: string;
  let file: string;
  const opened: Ledger[] = [];

  async function open(collector = COLLECTOR): Promise<Ledger> {
    const ledger = await Ledger.open(file, collector);
    opened.push(ledger);
    return ledger;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trailkeeper-ledger-'));
    file = join(folder, 'import', 'ledger.jsonl');
  });

  afterEach(async () => {
    for (const ledger of opened.splice(0)) await ledger.close();
    rmSync(folder, { recursive: true });
  });

  it('knows a content again, by size and digest, in this and in the next import', async () => {
    const first = await open();
    expect(first.find(CONTENT)).toBeUndefined();
    await first.add(ENTRY);
    const second = await open();
    for (const ledger of [first, second]) {
      expect(ledger.find(CONTENT)).toEqual({ quarantined: 2 });
      expect(ledger.find({ ...CONTENT, bytes: 11 })).toBeUndefined();
      expect(ledger.find({ ...CONTENT, sha256: 'cd' })).toBeUndefined();
    }
  });

  it('says nothing of what another collector has', async () => {
    await (await open()).add(ENTRY);
    expect((await open('https://other.example.com')).find(CONTENT)).toBeUndefined();
  });

  it('keeps name, size, digest, collector, tally and time, a line each', async () => {
    const ledger = await open();
    await ledger.add(ENTRY);
    await ledger.add({ ...ENTRY, sha256: 'cd' });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { ...ENTRY, collector: COLLECTOR },
      { ...ENTRY, sha256: 'cd', collector: COLLECTOR },
    ]);
  });

  it('passes over a torn last line, and begins the next entry on a line of its own', async () => {
    await (await open()).add(ENTRY);
    appendFileSync(file, '{"name":"/archive/b.json","byt');
    const afterCrash = await open();
    await afterCrash.add({ ...ENTRY, sha256: 'cd' });
    const next = await open();
    expect(next.find(CONTENT)).toEqual({ quarantined: 2 });
    expect(next.find({ ...CONTENT, sha256: 'cd' })).toEqual({ quarantined: 2 });
  });
});

const CONTENT = { bytes: 10, sha256: 'ab' };
const ENTRY = {
  ...CONTENT,
  name: '/archive/a.json',
  tally: { received: 5, stored: 2, duplicates: 1, quarantined: 2 },
  importedAt: '2026-11-20T09:30:00.000Z',
};
