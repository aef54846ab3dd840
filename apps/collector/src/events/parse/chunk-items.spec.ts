import { describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '@trailkeeper/contract';
import { type Chunk, ChunkBuilder } from './chunk-items.js';
import type { Result } from './item-problem.js';
import type { RawItem } from './split-items.js';

/** Items of one letter are events with that content; `!` is refused. */
function parse(item: RawItem): Result<AuditEvent> {
  const text = item.bytes.toString();
  if (text === '!') return { problem: { code: 'no_action', message: 'none' } };
  return { value: { contentHash: text } as AuditEvent };
}

function* itemsOf(letters: string): Generator<RawItem> {
  for (const letter of letters) yield { kind: 'text', bytes: Buffer.from(letter), size: 1 };
}

function chunksOf(letters: string, limits = { maxItems: 100, maxBytes: 100 }): Chunk[] {
  const builder = new ChunkBuilder(limits);
  const full = [...itemsOf(letters)].map((item) => builder.add(item, parse(item)));
  return [...full, builder.take()].filter((chunk) => chunk !== undefined);
}

const summary = ({ events, duplicates, quarantined }: Chunk) => [
  events.map((item) => `${item.index}${item.event.contentHash}`).join(' '),
  duplicates,
  quarantined.map((item) => item.index).join(' '),
];

describe('ChunkBuilder', () => {
  it('sorts items into events, repetitions and quarantine, with their places in the request', () => {
    expect(chunksOf('ab!aac!').map(summary)).toEqual([['0a 1b 5c', 2, '2 6']]);
  });

  it('closes a chunk at the number of items or of bytes, and counts places through', () => {
    expect(chunksOf('abcde', { maxItems: 2, maxBytes: 100 }).map(summary)).toEqual([
      ['0a 1b', 0, ''],
      ['2c 3d', 0, ''],
      ['4e', 0, ''],
    ]);
    expect(chunksOf('abcd', { maxItems: 100, maxBytes: 2 })).toHaveLength(2);
  });

  it('leaves repetitions across chunks to the database', () => {
    expect(chunksOf('aa', { maxItems: 1, maxBytes: 100 }).map(summary)).toEqual([
      ['0a', 0, ''],
      ['1a', 0, ''],
    ]);
  });

  it('gives no chunk of nothing', () => {
    expect(chunksOf('')).toEqual([]);
  });

  it('hands over what it has when asked, and begins anew', () => {
    const builder = new ChunkBuilder({ maxItems: 3, maxBytes: 100 });
    const add = (letters: string) => [...itemsOf(letters)].map((item) => builder.add(item, parse(item)));
    add('aa');
    expect(
      [builder.heldBytes, builder.take()].map((each) => (typeof each === 'object' ? summary(each) : each)),
    ).toEqual([2, ['0a', 1, '']]);
    expect([builder.heldBytes, builder.take()]).toEqual([0, undefined]);
    expect(add('abc').at(-1)).toMatchObject({ events: [{ index: 2 }, { index: 3 }, { index: 4 }] });
  });
});
