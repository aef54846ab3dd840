/**
 * What a report says, ready to be drawn: the one thing between a report kind (which reads the database) and the
 * writers of files (which are pure). It is stored with its run; the same document gives the same bytes on any machine.
 * All times are RFC 3339 in UTC; the writers show them in `period.timeZone`. All words are final; all numbers are raw.
 */
export interface ReportDocument {
  /** Version of this shape, so that documents stored by older software stay readable. */
  format: 1;
  kind: { id: string; name: string };
  /** What it is about: a service, a family or `all`, by id and product name. */
  subject: { id: string; name: string };
  period: ReportPeriod;
  scope: ReportScope;
  organisation: string | null;
  /** Kept with the document, so that it gives the same pages elsewhere. Absent: stored before there were logos. */
  logo?: Logo | null;
  /** Null: no such report was reviewed. Absent: stored before there were reviews. */
  lastReview?: LastReview | null;
  /** The result in one plain sentence. */
  summary: string;
  /** Four to six figures, the first the most important. */
  figures: Figure[];
  chart: StackedBars | StackedColumns | null;
  tally: Tally;
  /** What an officer should look at, at most five, the gravest first. */
  attention: Attention[];
  sections: Section[];
  /** The one CSV of the run, which is always kept. */
  csv: ReportCsv;
  provenance: Provenance;
}

/** `from` is included, `to` excluded; `words` says it as people do ("September 2026"). */
export interface ReportPeriod {
  from: string;
  to: string;
  /** IANA name; what all times of the report are shown in. */
  timeZone: string;
  words: string;
  /** The period before that figures are compared with, in words. */
  previousWords: string;
}

/** A picture of the organisation without transparency; width and height in pixels. */
export interface Logo {
  mediaType: 'image/png' | 'image/jpeg';
  base64: string;
  width: number;
  height: number;
}

/** The last review of another report of the same kind and scope whose period did not begin later. */
export interface LastReview {
  runId: string;
  /** The period of the reviewed report as that says it, and in which zone if not in this one's. */
  periodWords: string;
  /** The person, and who recorded it if that is somebody else: "Mira Okafor (recorded by administrator)". */
  by: string;
  at: string;
  note: string;
}

/** Null: not restricted. `words` says the restriction as a sentence needs it ("of account a1 in location eu-de"). */
export interface ReportScope {
  location: string | null;
  account: string | null;
  words: string | null;
}

/** Where all rows are, whatever the document leaves out; `sha256` in 64 hexadecimal digits, `rows` without the header. */
export interface ReportCsv {
  name: string;
  rows: number;
  sha256: string;
}

export interface Figure {
  label: string;
  /** In percent, 91.9 is 91.9 %. */
  value: number | null;
  unit: 'count' | 'percent';
  /** The same figure of the period before; null when there is none to compare with. */
  previous: number | null;
}

/** The states a report draws: each has a mark of its own and its word, never a colour alone. */
export type State =
  // coverage
  | 'seen'
  | 'not-seen'
  | 'attested'
  | 'undocumented'
  | 'failure'
  | 'pending'
  // deletions
  | 'deleted'
  | 'prepared'
  | 'undone'
  | 'attempted'
  // failures
  | 'refused'
  | 'error';

/** One horizontal bar a section, cut into a part a series; all bars share one scale. */
export interface StackedBars {
  kind: 'stacked-bars';
  title: string;
  /** What it shows, in words, for those who cannot see it. */
  description: string;
  series: { state: State; label: string }[];
  /** `values[i]` belongs to `series[i]`. */
  bars: { label: string; values: number[] }[];
}

/**
 * One column a day, or a run of days, from the period's first to its last, cut into a part a series; the first series
 * stands on the zero line. All columns share one scale. Every one is there, those of zeros included. More than about a
 * hundred are drawn as thin lines: a kind gives weeks or months before that.
 */
export interface StackedColumns {
  kind: 'stacked-columns';
  title: string;
  /** What it shows, in words, for those who cannot see it. */
  description: string;
  series: { state: State; label: string }[];
  /** `label` is the column's day, or the first of its days, `YYYY-MM-DD`; `values[i]` belongs to `series[i]`. */
  columns: { label: string; values: number[] }[];
  /** What a column counts over. Of weeks and months the chart says that labels are their first days. */
  per: 'day' | 'week' | 'month';
  /** What is counted, in the plural ("deletions"): "deletions per day" is written where the title does not say it. */
  unit: string;
}

/** How one knows that what arrived is what was counted (docs/meaning.md, rule 8). */
export interface Tally {
  /** Arrivals of all services between the period's two moments: received = stored + duplicates + quarantined. */
  arrivals: { received: number; stored: number; duplicates: number; quarantined: number };
  /** This report's own count, by event time, in its scope. */
  counted: number;
  /** Of those, how many arrived at or after the period's end. */
  arrivedLate: number;
  /** The moment of the database snapshot the report was made from. */
  dataAsOf: string;
  firstEvent: string | null;
  lastEvent: string | null;
  /**
   * Days of the period, in its time zone; how many of them had begun when the report was made; and those of the begun
   * without an event in scope (`YYYY-MM-DD`).
   */
  days: { total: number; begun: number; withoutEvents: string[] };
}

/** `section` is the id of the section that shows it in full. */
export interface Attention {
  text: string;
  section: string | null;
}

/** A heading of the report with words, a table, or both; level 2 stands under the last level 1. */
export interface Section {
  id: string;
  title: string;
  level: 1 | 2;
  paragraphs: string[];
  table: Table | null;
}

export interface Table {
  columns: Column[];
  rows: Row[];
  /** All rows there are; more than `rows.length` when the document holds only the first ones. */
  totalRows: number;
  /** Where the others are. Absent: `csv-rows`, as in all documents stored before there was this field. */
  rowsAre?: RowsAre;
}

/**
 * What a table's rows are beside the CSV: rows of it; counts of events that are its rows, or whose failed ones are;
 * attestations, of which it has only those that are quoted; or sources, which it has nothing of.
 */
export type RowsAre = 'csv-rows' | 'event-counts' | 'failed-event-counts' | 'attestations' | 'sources';

/**
 * `kind` decides how a cell is drawn: `code` in the monospaced face, broken at `.`, `:` and `/`; `count` right-aligned
 * with thousands separators; `percent` likewise (91.9 is 91.9 %); `time` in the report's zone; `state` with its mark.
 * `weight` shares out the width; no column gets less than its longest word. Tables with the same columns align.
 */
export interface Column {
  title: string;
  kind: 'code' | 'text' | 'count' | 'percent' | 'time' | 'state';
  weight: number;
}

export interface Row {
  cells: Cell[];
  /** Said under the row, one after the other, in small print: what would make a column too wide (ids, other names). */
  notes?: string[];
}

/** A state with what else is to be said of it ("pending only"), or a value; null is unknown and drawn as an en dash. */
export type Cell = string | number | null | { state: State; label: string };

/** How the report was made, so that it can be made again. */
export interface Provenance {
  runId: string;
  requestedBy: string;
  madeAt: string;
  /** SHA-256 of the catalog's meaning, 64 hexadecimal digits. */
  catalogVersion: string;
  softwareVersion: string;
  /** What the report's words mean and do not mean. */
  notes: string[];
}
