import type { ReportCsv, RowsAre, Table } from '@trailkeeper/contract';
import { formatCount } from '../../words/format-count.js';
import type { Block } from '../block.js';
import { STYLE } from '../style.js';
import { textBlock } from '../text-block.js';
import type { Typeset } from '../typeset.js';
import type { PlacedColumn } from './table-columns.js';
import { headBlock } from './table-head.js';
import { emptyRowBlock, rowBlock } from './table-row.js';
import { openTableTag } from './table-tag.js';

export interface TableInput {
  typeset: Typeset;
  table: Table;
  columns: PlacedColumn[];
  timeZone: string;
  /** What stands above the table's head on the pages it goes on to. */
  repeated: Block[];
  csv: ReportCsv;
}

/** A table as blocks: its head, a block a row, and at its end what is not shown. */
export function* tableBlocks({ typeset, table, columns, timeZone, repeated, csv }: TableInput): Generator<Block> {
  const tag = openTableTag();
  const head = headBlock(typeset, columns, tag);
  const above = [...repeated, head.again];
  const limit = limitWords(table, csv);
  yield head.first;
  if (table.rows.length === 0) yield emptyRowBlock(typeset, tag);
  const last = table.rows.length - 1;
  for (const [index, row] of table.rows.entries()) {
    const block = rowBlock({ typeset, columns, timeZone, row, tag, isLast: index === last });
    // no row stands alone under its heading or on the next page, nor do the table's last words
    const keepWithNext = index === last ? limit !== undefined : index === 0 || index === last - 1;
    yield { ...block, repeated: above, keepWithNext };
  }
  if (limit !== undefined) yield textBlock(typeset, limit, STYLE.smallSecondary, { tag: 'P', gapAbove: 4 });
}

/** `Rows 1 to 1,000 of 12,345; all rows are in deletions.csv (SHA-256 …).` Undefined when all rows are here. */
function limitWords({ rows, totalRows, rowsAre = 'csv-rows' }: Table, csv: ReportCsv): string | undefined {
  if (totalRows <= rows.length) return undefined;
  return `Rows 1 to ${formatCount(rows.length)} of ${formatCount(totalRows)}; ${othersWords(rowsAre, csv)}.`;
}

function othersWords(rowsAre: RowsAre, csv: ReportCsv): string {
  const file = `${csv.name} (SHA-256 ${csv.sha256})`;
  switch (rowsAre) {
    case 'csv-rows':
      return `all rows are in ${file}`;
    case 'event-counts':
      return `the events they were counted from are in ${file}`;
    case 'failed-event-counts':
      return `the failed events they were counted from are in ${file}`;
    case 'attestations':
      return 'the reporter lists all attestations (GET /v1/attestations)';
    case 'sources':
      return 'the reporter lists all sources as they are now (GET /v1/sources)';
  }
}
