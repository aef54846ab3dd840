import type { ReportDocument, Section } from '@trailkeeper/contract';
import type { Block } from '../block.js';
import { continuedBlock } from '../continued-block.js';
import { PAGE, STYLE } from '../style.js';
import { textBlock } from '../text-block.js';
import type { Typeset } from '../typeset.js';
import { leastWidthsOf } from './least-widths.js';
import { tableBlocks } from './table-blocks.js';
import { placeColumns } from './table-columns.js';

/** The blocks of all sections, which start after page 1. */
export function* sectionBlocks(typeset: Typeset, document: ReportDocument): Generator<Block> {
  const least = leastWidthsOf(typeset, document);
  for (const [number, section] of document.sections.entries()) {
    const heading = headingBlock(typeset, section);
    yield number === 0 ? { ...heading, isAfterPage1: true } : heading;
    const repeated = [continuedBlock(typeset, section.title)];
    const last = section.paragraphs.length - 1;
    for (const [index, paragraph] of section.paragraphs.entries()) {
      const isFollowed = section.table !== null || document.sections[number + 1]?.level === 2;
      const keepWithNext = index === last && isFollowed;
      yield { ...textBlock(typeset, paragraph, STYLE.text, { tag: 'P', gapAbove: 4, keepWithNext }), repeated };
    }
    if (section.table !== null) {
      const { table } = section;
      const columns = placeColumns(table.columns, least(table));
      yield* tableBlocks({ typeset, table, columns, timeZone: document.period.timeZone, repeated, csv: document.csv });
    }
  }
}

function headingBlock(typeset: Typeset, { id, title, level }: Section): Block {
  const style = level === 1 ? STYLE.section : STYLE.heading;
  const tag = level === 1 ? 'H2' : 'H3';
  const block = textBlock(typeset, title, style, { tag, gapAbove: level === 1 ? 22 : 14, keepWithNext: true });
  return {
    ...block,
    section: id,
    draw: (sheet, top) => {
      const destination = sheet.startOf(id)?.destination ?? id;
      sheet.pdf.addNamedDestination(destination, 'XYZ', PAGE.left, top, null as never);
      sheet.bookmark(title, level, top);
      block.draw(sheet, top);
    },
  };
}
