/**
 * How many rows a table of a document holds: 1,000 events are about 50 pages, nobody reads more on paper, and the CSV
 * has all.
 */
export const MAX_ROWS = 1_000;
