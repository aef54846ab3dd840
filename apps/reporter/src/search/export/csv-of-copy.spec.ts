import { describe, expect, it } from '@jest/globals';
import { describeAction } from '@trailkeeper/catalog';
import fc from 'fast-check';
import { testSeed } from '../../../test/seed.js';
import { csvCell } from '../../render/csv/csv-cell.js';
import { CsvOfCopy } from './csv-of-copy.js';
import { copyPlan, EXPORT_COLUMNS, type ExportColumn } from './export-columns.js';

const seed = testSeed('csv-of-copy');
const TRICKY = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n\v\f\b\\\'",; .aZNé中＝\u200b\u00a0\u3000\ufeff😀') });
const text = fc
  .oneof(TRICKY, fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('\\N', '\\.', ' ', 'ordinary text'))
  // What PostgreSQL cannot hold.
  .map((value) => Buffer.from(value.replaceAll('\0', '')).toString());
const moment = fc
  .record({
    at: fc.date({ min: new Date('2000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    micros: fc.nat(999),
  })
  .map(({ at, micros }) => at.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`));
const row = fc.record({
  'event.occurred_at': moment,
  'event.content_hash': fc.stringMatching(/^[0-9a-f]{64}$/),
  'batch.arrived_at': moment,
  'event.action': fc.oneof(text, fc.constantFrom('kms.secrets.create', 'read/list')),
  'event.emitter': fc.oneof(text, fc.constant('')),
  'event.outcome': fc.constantFrom('success', 'failure'),
  'event.data_event::text': fc.constantFrom(null, true, false),
  'event.reason_code': fc.option(fc.integer()),
  others: fc.array(fc.option(text), { minLength: 13, maxLength: 13 }),
});
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;
const columns = fc.shuffledSubarray(EXPORT_COLUMNS, { minLength: 1 });

describe('the CSV of copied rows', () => {
  it('is what csvCell makes of each value, wherever the pieces end', () => {
    fc.assert(
      fc.property(
        columns,
        fc.array(row, { maxLength: 6 }),
        fc.integer({ min: 1, max: 4_000 }),
        (chosen, rows, size) => {
          const copied = Buffer.from(rows.map((one) => copyLine(chosen, one)).join(''));
          const expected = [chosen.map(String), ...rows.map((one) => chosen.map((column) => cellOf(column, one)))];
          expect(written(chosen, copied, size)).toBe(
            expected.map((cells) => `${cells.join(',') || '""'}\r\n`).join(''),
          );
        },
      ),
      { seed, numRuns: 500 },
    );
  });

  it('holds rows that are longer than its buffer, and ones that grow', () => {
    const long = '"'.repeat(300_000);
    const copied = Buffer.from(`${long}\n${'x'.repeat(200)}\n`.repeat(3));
    expect(written(['message'], copied, 64 * 1024)).toBe(
      `message\r\n${`"${'""'.repeat(300_000)}"\r\n${'x'.repeat(200)}\r\n`.repeat(3)}`,
    );
  });

  it('refuses rows that are none', () => {
    expect(() => written(['message'], Buffer.from('a,b\n'), 100)).toThrow('2 fields for 1');
    expect(() => written(['message'], Buffer.from('a\nb'), 100)).toThrow('end in the middle');
    expect(() => written(['occurredAt'], Buffer.from('2026-09-15 12:00:00+02\n'), 100)).toThrow('not given in UTC');
  });
});

function written(chosen: ExportColumn[], copied: Buffer, size: number): string {
  const csv = new CsvOfCopy(chosen);
  const pieces = [csv.header()];
  for (let at = 0; at < copied.length; at += size) pieces.push(...csv.write(copied.subarray(at, at + size)));
  return Buffer.concat([...pieces, csv.end()]).toString('utf8');
}

/** The value of a field as `copyPlan` names it. */
function valueOf(expression: string, one: Row): string | number | boolean | null {
  if (expression in one) return one[expression as Exclude<keyof Row, 'others'>];
  return one.others[OTHERS.indexOf(expression)] ?? null;
}

const OTHERS = [
  ...['event.severity', 'event.location', 'event.account', 'event.initiator_id', 'event.initiator_name'],
  ...['event.initiator_address', 'event.target_id', 'event.target_name', 'event.target_type', 'event.correlation_id'],
  ...['event.reason_text', 'event.message'],
];

function copyLine(chosen: ExportColumn[], one: Row): string {
  const fields = copyPlan(chosen).list.split(', ');
  return `${fields.map((field) => copyField(field, valueOf(field, one))).join(',')}\n`;
}

/** As COPY writes it with `COPY_OPTIONS`. */
function copyField(field: string, value: string | number | boolean | null): string {
  if (value === null) return '';
  if (field.endsWith('_at'))
    return `${String(value)
      .replace('T', ' ')
      .replace(/\.?0*Z$/, '')}+00`;
  if (field.endsWith('hash')) return `\\\\x${value}`;
  return String(value).replace(/[\\,\b\f\n\r\t\v]/g, (one) => `\\${LETTERS[one] ?? one}`);
}

const LETTERS: Record<string, string> = { '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' };

function cellOf(column: ExportColumn, one: Row): string {
  const { service, family, status } = describeAction(one['event.action'], one['event.emitter']);
  if (column === 'id') return `${one['event.occurred_at']}_${one['event.content_hash']}`;
  if (column === 'service') return csvCell(service, 'text');
  if (column === 'family') return family ?? '';
  if (column === 'catalogStatus') return status;
  const value = valueOf(copyPlan([column]).list.split(', ')[0]!, one);
  if (column === 'dataEvent' || column === 'reasonCode') return String(value ?? '');
  return csvCell(value as string | null, column.endsWith('At') ? 'time' : 'text');
}
