import type { Block, PlacedPage, SectionStart } from './block.js';

/**
 * Puts blocks on pages, each whole, those that keep together together. A block higher than a page is placed alone and
 * runs over: writers of blocks bound their height.
 */
export function paginate(blocks: readonly Block[], top: number, bottom: number): PlacedPage[] {
  const pages: PlacedPage[] = [[]];
  let y = top;
  const place = (block: Block): void => {
    const page = pages.at(-1) ?? [];
    const blockTop = y + (page.length === 0 ? 0 : block.gapAbove);
    page.push({ block, top: blockTop });
    y = blockTop + block.height;
  };
  for (const group of groups(blocks)) {
    const isFresh = pages.at(-1)?.length === 0;
    const doesFit = y + heightOf(group) <= bottom;
    const mustLeave = pages.length === 1 && group[0]?.isAfterPage1 === true;
    if (!isFresh && (!doesFit || mustLeave)) {
      pages.push([]);
      y = top;
      group[0]?.repeated?.forEach(place);
    }
    group.forEach(place);
  }
  return pages;
}

/**
 * Where each section starts. Link targets are named by number: pdfkit sorts them as the machine's language would, which
 * for digits alone is the same everywhere and the order the format asks for (ISO 32000-1, 7.9.6).
 */
export function sectionStarts(pages: readonly PlacedPage[]): Map<string, SectionStart> {
  const found = new Map<string, SectionStart>();
  pages.forEach((page, index) => {
    for (const { block } of page) {
      if (block.section === undefined || found.has(block.section)) continue;
      found.set(block.section, { page: index + 1, destination: String(found.size + 1).padStart(6, '0') });
    }
  });
  return found;
}

/** Runs of blocks that end with one that need not be kept with the next. */
function* groups(blocks: readonly Block[]): Generator<Block[]> {
  let group: Block[] = [];
  for (const block of blocks) {
    group.push(block);
    if (block.keepWithNext === true) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function heightOf(group: Block[]): number {
  return group.reduce((height, block) => height + block.gapAbove + block.height, 0);
}
