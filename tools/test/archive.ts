import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { plausibleEvents, type ProducedEvent } from '../src/demo/plausible-events.js';
import { REPOSITORY_ROOT } from '../src/repository-root.js';
import { rawZstd } from './raw-zstd.js';

/** Events in each made-up file. */
export const EVENTS_A_FILE = 50;

/**
 * An archive with every kind of file that is published, under `folder`. Answers what an import of it must count; no event is
 * in it twice. The published samples (`samples/README.md` beside the checkout) say what becomes of each.
 */
export function writeArchive(folder: string): { files: number; received: number; quarantined: number } {
  const made = [...plausibleEvents({ ...MONTH, count: 1_000, seed: 11 })];
  const next = (): ProducedEvent[] => made.splice(0, EVENTS_A_FILE);
  const files: Record<string, string | Uint8Array> = {
    'logdna/year=2026/month=09/day=10/a1b2.2026-09-10.0100.json.gz': gzipSync(linesOf(next().map(asLogdnaRecord))),
    'logdna/year=2026/month=09/day=10/a1b2.2026-09-10.0200.json.gz': gzipSync(''),
    'logdna/year=2026/month=09/day=10/a1b2.2026-09-10.62.json.gz': gzipSync(linesOf(next().map(asLogdnaLine))),
    'routing/us-south/2026-04-10T00/2026-04-10T00:01+00.log': linesOf(next()),
    'routing/a1b2/us-south/2026-06-10T00/2026-06-10T00:01+00_3f0e8c52.log': linesOf(next()),
    'bucket/cx/parquet/v1/team_id=7/dt=2026-06-10/hr=01/0b8f.parquet': asParquet(next(), 'ZSTD'),
    'bucket/cx/parquet/v1/team_id=7/dt=2026-06-10/hr=02/1c9a.parquet': asParquet(next(), 'SNAPPY'),
    'exports/query.tsv': tableOf('timestamp\ttext', next(), (json) => `2026\t${json}`),
    'exports/ui.csv': tableOf('Time,Log', next(), (json) => `2026,"${json.replaceAll('"', '""')}"`),
    'exports/ui.json': JSON.stringify(next(), null, 2),
    'exports/shipped.ndjson.gz': gzipSync(linesOf(next().map((line) => ({ Time: 1, line, Hostname: 'h' })))),
    'exports/without an ending': linesOf(next()),
    'samples/ibm-docs.ndjson': sample('ibm-docs'),
    'samples/ibm-wrapped.ndjson': sample('ibm-wrapped'),
    'samples/ibm-other-producers.ndjson': sample('ibm-other-producers'),
    'samples/not-audit-events.ndjson': sample('not-audit-events'),
    'samples/openstack-cadf.ndjson': sample('openstack-cadf'),
  };
  const foreign = { 'exports/README.md': '[what this is](https://example.com)', 'exports/logo.png': PNG };
  for (const [name, content] of Object.entries({ ...files, ...foreign })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return {
    files: Object.keys(files).length,
    received: 11 * EVENTS_A_FILE + SAMPLES.received,
    quarantined: SAMPLES.quarantined,
  };
}

export function linesOf(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** AT:sqlquery.md: nested objects have the prefix `o_`. */
function asLogdnaRecord(event: ProducedEvent): object {
  return { _source: { _host: 'kms', env: 'production', ...withPrefix(event) } };
}

function withPrefix(object: ProducedEvent): ProducedEvent {
  const renamed = Object.entries(object).map(([key, value]) =>
    value !== null && typeof value === 'object' ? [`o_${key}`, withPrefix(value as ProducedEvent)] : [key, value],
  );
  return Object.fromEntries(renamed) as ProducedEvent;
}

function asLogdnaLine(event: ProducedEvent): object {
  return { _source: { _host: 'kms', _logtype: 'json', _line: JSON.stringify(event) } };
}

function asParquet(events: ProducedEvent[], codec: 'ZSTD' | 'SNAPPY'): Uint8Array {
  const columnData = [
    { name: 'src_obj__event_metadata', data: events.map(() => '{"timestamp":"2026"}'), type: 'STRING' as const },
    { name: 'src_obj__event_labels', data: events.map(() => '{"applicationname":"ibm-audit-event"}') },
    { name: 'src_obj__user_data', data: events.map((event) => JSON.stringify(event)), type: 'STRING' as const },
  ];
  const compressors = codec === 'ZSTD' ? { compressors: { ZSTD: rawZstd } } : {};
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, rowGroupSize: 20, ...compressors }));
}

function tableOf(header: string, events: ProducedEvent[], row: (json: string) => string): string {
  return [header, ...events.map((event) => row(JSON.stringify(event)))].join('\n');
}

function sample(name: string): Buffer {
  return readFileSync(join(REPOSITORY_ROOT, '../shared/samples', `${name}.ndjson`));
}

const MONTH = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z') };
const SAMPLES = { received: 20, quarantined: 4 };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
