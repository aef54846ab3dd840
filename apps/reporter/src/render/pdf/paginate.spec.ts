import type { Block } from './block.js';
import { paginate, sectionStarts } from './paginate.js';

describe('paginate', () => {
  it.each([
    ['fills a page before the next', [aBlock('a'), aBlock('b'), aBlock('c')], ['a@0 b@40', 'c@0']],
    [
      'keeps a heading with what follows',
      [aBlock('a'), aBlock('h', { keepWithNext: true }), aBlock('b')],
      ['a@0', 'h@0 b@40'],
    ],
    [
      'leaves out the gap at the top of a page',
      [aBlock('a', { gapAbove: 9 }), aBlock('b', { gapAbove: 9 })],
      ['a@0 b@49'],
    ],
    ['leaves page 1 where asked to', [aBlock('a'), aBlock('b', { isAfterPage1: true })], ['a@0', 'b@0']],
    [
      'leaves no later page',
      [aBlock('a'), aBlock('b'), aBlock('c'), aBlock('d', { isAfterPage1: true })],
      ['a@0 b@40', 'c@0 d@40'],
    ],
    ['makes no empty page', [aBlock('a', { isAfterPage1: true })], ['a@0']],
    [
      'repeats what stands above a table that goes on',
      [aBlock('a'), aBlock('b'), aBlock('c', { repeated: [aBlock('head')] })],
      ['a@0 b@40', 'head@0 c@40'],
    ],
    ['does not repeat it within a page', [aBlock('a'), aBlock('b', { repeated: [aBlock('head')] })], ['a@0 b@40']],
    [
      'places alone what is higher than a page',
      [aBlock('a'), aBlock('b', { height: 400 }), aBlock('c')],
      ['a@0', 'b@0', 'c@0'],
    ],
  ])('%s', (_name, blocks, expected) => {
    const pages = paginate(blocks, 0, 100);
    expect(pages.map((page) => page.map((placed) => `${placed.block.section}@${placed.top}`).join(' '))).toEqual(
      expected,
    );
  });

  it('says on which page a section starts', () => {
    const pages = paginate([aBlock('a'), aBlock('b'), aBlock('c')], 0, 100);
    expect([...sectionStarts(pages)].map(([id, { page, destination }]) => `${id} ${page} ${destination}`)).toEqual([
      'a 1 000001',
      'b 1 000002',
      'c 2 000003',
    ]);
  });
});

function aBlock(section: string, changes: Partial<Block> = {}): Block {
  return { section, height: 40, gapAbove: 0, missing: [], draw: () => undefined, ...changes };
}
