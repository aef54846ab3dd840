import type { Column } from '@trailkeeper/contract';
import type { Align } from '../pen.js';
import { PAGE } from '../style.js';

/** A column of a table with its place on the page. */
export interface PlacedColumn {
  column: Column;
  left: number;
  right: number;
  width: number;
  align: Align;
}

/**
 * Shares the page's width out by the columns' weights, but gives each what its longest word needs (`least`, in points):
 * no word is cut for the sake of a wide neighbour. Numbers stand right, so that their digits align.
 */
export function placeColumns(columns: readonly Column[], least: readonly number[]): PlacedColumn[] {
  const gutters = columns.map((column, index) => gutterBefore(columns[index - 1], column));
  const widths = shareOut(
    PAGE.contentWidth - sum(gutters),
    columns.map((column, index) => ({ weight: column.weight, least: least[index] ?? 0 })),
  );
  let right: number = PAGE.left;
  return columns.map((column, index) => {
    const left = right + (gutters[index] ?? 0);
    const width = widths[index] ?? 0;
    right = left + width;
    return { column, left, right, width, align: alignOf(column) };
  });
}

interface Claim {
  weight: number;
  least: number;
}

/** By weight, except that who would get less than the least gets the least, as far as there is room for it. */
function shareOut(space: number, claims: readonly Claim[]): number[] {
  const fair = (claim: Claim, room: number, weights: number): number => (room * claim.weight) / weights;
  const needy = new Set<Claim>();
  for (;;) {
    const others = claims.filter((claim) => !needy.has(claim));
    const room = space - sum([...needy].map((claim) => claim.least));
    const weights = sum(others.map((claim) => claim.weight));
    const more = others.filter((claim) => fair(claim, room, weights) < claim.least);
    if (room <= 0 || more.length === others.length) {
      const all = sum(claims.map((claim) => claim.weight));
      return claims.map((claim) => fair(claim, space, all));
    }
    if (more.length === 0) return claims.map((claim) => (needy.has(claim) ? claim.least : fair(claim, room, weights)));
    more.forEach((claim) => needy.add(claim));
  }
}

/** White between two columns: more where right-aligned numbers would else touch the text after them. */
function gutterBefore(previous: Column | undefined, column: Column): number {
  if (previous === undefined) return 0;
  return alignOf(previous) === 'right' && alignOf(column) === 'left' ? 13 : 7;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}

function alignOf({ kind }: Column): Align {
  return kind === 'count' || kind === 'percent' ? 'right' : 'left';
}
