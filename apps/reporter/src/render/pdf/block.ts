/** A piece of the report that stays on one page: measured first, drawn when its page is known. */
export interface Block {
  height: number;
  /** Space above, left out at the top of a page. */
  gapAbove: number;
  /** Must not be the last on its page: a heading, the head of a table, the row before a table's last words. */
  keepWithNext?: boolean;
  /** Page 1 is for the reader who has one minute: what comes after starts on a page of its own. */
  isAfterPage1?: boolean;
  /** What stands above it again when it is the first on a page ("(continued)", the table's head). */
  repeated?: Block[];
  /** The section that starts here. */
  section?: string;
  /** Code points shown by number, to be listed on its page. */
  missing: number[];
  draw(sheet: Sheet, top: number): void;
}

/** What blocks draw on. */
export interface Sheet {
  pdf: PDFKit.PDFDocument;
  /** The root of the tagged structure; blocks add their elements in reading order. */
  body: PDFKit.PDFStructureElement;
  /** Where a section starts; undefined for a section that is not in the report. */
  startOf(section: string): SectionStart | undefined;
  /** Enters the current page into the bookmarks, level 2 under the last level 1. */
  bookmark(title: string, level: 1 | 2, top: number): void;
}

export interface SectionStart {
  /** From 1. */
  page: number;
  /** Its name as the target of a link. */
  destination: string;
}

export interface PlacedBlock {
  block: Block;
  top: number;
}

export type PlacedPage = PlacedBlock[];
