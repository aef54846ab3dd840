import { expect, it } from '@jest/globals';
import { startSummary } from './start-summary.js';
import type { RunningSystem } from './system/system.js';

const system: RunningSystem = {
  collectorUrl: 'http://127.0.0.1:4001',
  reporterUrl: 'http://127.0.0.1:4000',
  adminToken: 'hidden-admin',
  ingestKey: 'hidden-ingest',
  adminTokenFile: `${process.cwd()}/.data/admin-token`,
  ingestKeyFile: `${process.cwd()}/.data/ingest-key`,
  ownerDatabaseUrl: 'postgres://owner:hidden-owner@db/trail',
  processes: [],
  ended: Promise.resolve(''),
  stop: async () => {},
};

it('says where everything is and holds no secret', () => {
  const summary = startSummary(system, new Date('2026-05-04T03:02:01Z'));
  expect(summary).toContain('http://127.0.0.1:4000/docs');
  expect(summary).toContain('in .data/admin-token');
  expect(summary).toContain(
    '-H "Authorization: Bearer $(cat .data/ingest-key)" -d \'{"eventTime":"2026-05-04T03:02:01',
  );
  expect(summary).not.toMatch(/hidden/);
});

it('names the variable where a key was given', () => {
  const summary = startSummary({ ...system, ingestKeyFile: undefined }, new Date());
  expect(summary).toContain('Bearer $INGEST_KEY"');
});
