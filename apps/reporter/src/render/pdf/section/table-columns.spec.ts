import type { Column } from '@trailkeeper/contract';
import { PAGE } from '../style.js';
import { placeColumns } from './table-columns.js';

describe('placeColumns', () => {
  // 7 between left-aligned columns: 486.2 to share
  it.each<[string, [weight: number, least: number][], number[]]>([
    [
      'shares by weight',
      [
        [3, 0],
        [1, 0],
      ],
      [364.7, 121.6],
    ],
    [
      'gives a word the room it needs',
      [
        [3, 0],
        [1, 200],
      ],
      [286.2, 200],
    ],
    [
      'gives two what they need',
      [
        [8, 0],
        [1, 100],
        [1, 90],
      ],
      [289.2, 100, 90],
    ],
    [
      'goes by weight where not all can have what they need',
      [
        [1, 400],
        [1, 400],
      ],
      [243.1, 243.1],
    ],
  ])('%s', (_name, claims, widths) => {
    const placed = placeColumns(
      claims.map(([weight]) => aColumn({ weight })),
      claims.map(([, least]) => least),
    );
    expect(placed.map((place) => Math.round(place.width * 10) / 10)).toEqual(widths);
    expect(placed.at(-1)?.right).toBeCloseTo(PAGE.right);
  });

  it('keeps text clear of the numbers before it', () => {
    const [count, text] = placeColumns([aColumn({ kind: 'count' }), aColumn()], []);
    expect(count?.align).toBe('right');
    expect((text?.left ?? 0) - (count?.right ?? 0)).toBeCloseTo(13);
  });
});

function aColumn(changes: Partial<Column> = {}): Column {
  return { title: 'A', kind: 'text', weight: 1, ...changes };
}
