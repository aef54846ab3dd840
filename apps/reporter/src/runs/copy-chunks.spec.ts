import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHUNK_BYTES, inChunks } from './copy-chunks.js';

it('cuts any stream into whole chunks and keeps every byte', async () => {
  const sizes = fc.array(fc.oneof(fc.nat(100), fc.integer({ min: CHUNK_BYTES - 2, max: 3 * CHUNK_BYTES })), {
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      const pieces = lengths.map((length, index) => Buffer.alloc(length, index + 1));
      const chunks: Buffer[] = [];
      for await (const chunk of inChunks(Readable.from(pieces) as AsyncIterable<Buffer>)) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(Buffer.concat(pieces))).toBe(true);
      expect(chunks.slice(0, -1).every((chunk) => chunk.length === CHUNK_BYTES)).toBe(true);
      expect(chunks.every((chunk) => chunk.length > 0)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
