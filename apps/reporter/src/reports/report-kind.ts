import type { ReportDocument, Tally } from '@trailkeeper/contract';
import type { LiteralValue } from '@trailkeeper/database';
import type { Period } from './period/period.js';

/**
 * WHAT a report says. A kind is one folder here and one line in `index.ts`; it knows nothing of runs, files or pages.
 * Its id never changes: saved reports, schedules and links hold it.
 */
export interface ReportKind {
  readonly id: string;
  readonly name: string;
  /** One sentence for the form in which someone picks it. */
  readonly description: string;
  build(context: ReportContext): Promise<BuiltReport>;
}

/** What is asked for, resolved: instants instead of dates, a known service, family or `all`, a known zone. */
export interface ReportRequest extends Period {
  readonly service: string;
  /** Null: not restricted. */
  readonly location: string | null;
  readonly account: string | null;
}

/** Reads the one snapshot a report is made from. `bigint` and `numeric` come as text. Fails when the run must stop. */
export type SnapshotQuery = <Row>(sql: string, params?: readonly unknown[]) => Promise<Row[]>;

/** Reads many rows of the same snapshot as pieces of COPY's text format; `$n` become literals. One at a time. */
export type SnapshotCopy = (select: string, params: readonly LiteralValue[]) => AsyncIterable<Buffer>;

export interface ReportContext {
  readonly query: SnapshotQuery;
  readonly copy: SnapshotCopy;
  readonly request: ReportRequest;
  /** The snapshot's own moment, by the database's clock. */
  readonly dataAsOf: Date;
  /** What arrived in the period, over all services. */
  readonly arrivals: Tally['arrivals'];
  /** Says what is being done and how much of the building is done, from 0 to 1. */
  readonly progress: (done: number, step: string) => void;
}

/**
 * What a kind says; `buildReport` puts it in the frame that all kinds share. At most three lines of attention, the
 * gravest first: the frame adds its own.
 */
export interface BuiltReport {
  readonly content: Pick<ReportDocument, 'summary' | 'figures' | 'chart' | 'attention' | 'sections'> & {
    readonly tally: Omit<Tally, 'arrivals' | 'dataAsOf'>;
    /** What the report's words mean and do not mean. */
    readonly notes: string[];
  };
  readonly csv: CsvTable;
}

export type CsvCell = string | number | null;

/** `number` cells stay plain and `time` cells are RFC 3339 in UTC; `text` is made inert for spreadsheets. */
export interface CsvColumn {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'time';
}

export type CsvRow = readonly CsvCell[];

/**
 * All rows of a report, read as they are written, some at a time: a CSV has no limit of rows. Only valid while the
 * snapshot is open.
 */
export interface CsvTable {
  readonly columns: readonly CsvColumn[];
  readonly rows: AsyncIterable<readonly CsvRow[]>;
}
