import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readImportOptions } from './import-options.js';
import { UsageError } from '../usage-error.js';

describe('readImportOptions', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-options-'));
    writeFileSync(join(dataDir, 'ingest-key'), 'a-key-that-npm-start-made\n');
  });
  afterAll(() => rmSync(dataDir, { recursive: true }));

  it('imports into the system of npm start, from where npm was called', () => {
    const options = readImportOptions(['a.json', '/b'], { DATA_DIR: dataDir, INIT_CWD: '/archive' });
    expect(options).toEqual({
      paths: [
        { name: 'a.json', path: '/archive/a.json' },
        { name: '/b', path: '/b' },
      ],
      collector: { url: 'http://127.0.0.1:4001', ingestKey: 'a-key-that-npm-start-made' },
      ledgerFile: join(dataDir, 'import', 'ledger.jsonl'),
      isAgain: false,
    });
  });

  it('takes another collector and key', () => {
    const env = { DATA_DIR: dataDir, COLLECTOR_PORT: '4501', INGEST_KEY: 'a-key-of-its-own-for-this' };
    expect(readImportOptions(['a', '--again'], env)).toMatchObject({
      ...{ isAgain: true, collector: { url: 'http://127.0.0.1:4501', ingestKey: env.INGEST_KEY } },
    });
    expect(readImportOptions(['a'], { ...env, COLLECTOR_URL: 'https://trail.example.com/in/' })).toMatchObject({
      collector: { url: 'https://trail.example.com/in' },
    });
  });

  it.each([
    [[], {}, /Which files/],
    [['--agian', 'a'], {}, /--agian/],
    [['a'], { COLLECTOR_URL: 'localhost' }, /COLLECTOR_URL must be/],
    [['a'], { DATA_DIR: '/nowhere' }, /INGEST_KEY is not set and \/nowhere\/ingest-key does not exist.*npm start/],
  ])('says what is wrong with %j, %j', (args, env, message) => {
    const read = () => readImportOptions(args, { DATA_DIR: dataDir, ...env });
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it('gives help without any setting', () => {
    expect(readImportOptions(['--help'], { DATA_DIR: '/nowhere' })).toBe('help');
  });
});
