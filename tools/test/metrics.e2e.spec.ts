import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { REPOSITORY_ROOT } from '../src/repository-root.js';
import { startSystem } from '../src/system/start-system.js';
import type { RunningSystem } from '../src/system/system.js';

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  targets?: { expr: string; datasource: { uid: string } }[];
}

const dashboard = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'docs/grafana/trailkeeper.json'), 'utf8')) as {
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; type: string }[] };
};
const documentation = readFileSync(join(REPOSITORY_ROOT, 'docs/metrics.md'), 'utf8');

/** What both built apps say at `/metrics`, against the dashboard and the page that describe it. */
describe('the metrics', () => {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-metrics-')));
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let system: RunningSystem;
  let types: Map<string, string>;

  beforeAll(async () => {
    chmodSync(dataDir, 0o711);
    database = await createTestDatabase();
    const ports = { collectorPort: 0, reporterPort: 0 };
    const environment = { ...process.env, LOG_LEVEL: 'error' };
    system = await startSystem({ dataDir, databaseUrl: database.ownerUrl, ...ports, environment });
    const pages = await Promise.all([system.collectorUrl, system.reporterUrl].map((url) => fetch(`${url}/metrics`)));
    types = typesOf((await Promise.all(pages.map((page) => page.text()))).join('\n'));
  });

  afterAll(async () => {
    await system?.stop();
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('are all there that the dashboard asks for', () => {
    const asked = [
      ...new Set(panelsWithData().flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr)))),
    ];
    expect(asked.length).toBeGreaterThan(25);
    expect(asked.filter((name) => !types.has(name))).toEqual([]);
  });

  it('of ours are all on the dashboard', () => {
    const drawn = new Set(panelsWithData().flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr))));
    const isDrawn = (name: string) => [name, `${name}_bucket`, `${name}_count`].some((one) => drawn.has(one));
    const ours = [...types.keys()].filter((name) => name.startsWith('trailkeeper_') && !isPartOfHistogram(name));
    expect(ours.length).toBeGreaterThan(25);
    expect(ours.filter((name) => !isDrawn(name))).toEqual([]);
  });

  it('are all there that somebody is called for, an outage and a quarantine that fills up among it', () => {
    const [, alerts = ''] = /^## What to be called for\n\n```\n([^`]+)```/m.exec(documentation) ?? [];
    const asked = alerts.split('\n').flatMap((line) => namesIn(line.replace(/#.*/, '').replace(/\b[\d.]+\b/g, '')));
    expect(asked.filter((name) => !types.has(name))).toEqual([]);
    expect(asked).toEqual(
      expect.arrayContaining([
        ...['trailkeeper_database_up', 'trailkeeper_database_state', 'trailkeeper_database_failures_total'],
        ...['trailkeeper_quarantine_bytes', 'trailkeeper_quarantine_limit_bytes', 'trailkeeper_source_silent'],
      ]),
    );
  });

  it('are all described, and nothing that is not there', () => {
    const described = [...documentation.matchAll(/^\| `((?:trailkeeper|http)_\w+)`/gm)].map(([, name]) => name);
    const ours = [...types.keys()].filter((name) => /^(?:trailkeeper|http)_/.test(name) && !isPartOfHistogram(name));
    expect([...described].sort()).toEqual([...new Set(ours)].sort());
  });

  it('of ours are named as Prometheus asks for: base units, and _total for counters alone', () => {
    for (const [name, type] of types) {
      if (!name.startsWith('trailkeeper_') || isPartOfHistogram(name)) continue;
      expect([name, /_total$/.test(name)]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(?:ms|milliseconds|minutes|hours|kb|mb|percent)(?:_|$)/);
    }
  });

  it('are drawn in panels that do not overlap, from the data source that is chosen', () => {
    const { panels, schemaVersion, templating } = dashboard;
    expect(schemaVersion).toBeGreaterThanOrEqual(39);
    expect(templating.list.map(({ name, type }) => `${name}: ${type}`)).toContain('datasource: datasource');
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      ...['Database', 'Ingest', 'Quarantine', 'Sources', 'Reports', 'Schedules', 'Search', 'Process', 'Deliveries'],
    ]);
    for (const { targets = [], datasource } of panelsWithData()) {
      for (const source of [datasource, ...targets.map((target) => target.datasource)]) {
        expect(source?.uid).toBe('${datasource}');
      }
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });

  function isPartOfHistogram(name: string): boolean {
    return types.get(name.replace(PARTS, '')) === 'histogram' && PARTS.test(name);
  }
});

function panelsWithData(): Panel[] {
  return dashboard.panels.filter(({ type }) => type !== 'row');
}

const PARTS = /_(?:bucket|sum|count)$/;

/** Every name a page of metrics has, with its type; of a histogram also those of its series. */
function typesOf(page: string): Map<string, string> {
  const found = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type] as const);
  const parts = found
    .filter(([, type]) => type === 'histogram')
    .flatMap(([name, type]) => ['_bucket', '_sum', '_count'].map((part) => [name + part, type] as const));
  return new Map([...found, ...parts]);
}

/** The metrics that an expression of PromQL asks for: what is no function, label, clause or text. */
function namesIn(expr: string): string[] {
  const bare = expr
    .replace(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b[a-zA-Z_]\w*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !['and', 'or', 'unless'].includes(name));
}
