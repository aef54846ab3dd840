import { describe, expect, it } from '@jest/globals';
import { packBodies, unpackBody } from './event-bodies.js';

describe('packBodies', () => {
  it('gives every body back byte for byte, also an empty one and one that is no text', () => {
    const bodies = ['{"a":1}', '', '{"ü":"\u{1f600}"}\n'].map((text) => Buffer.from(text));
    bodies.push(Buffer.from([0, 255, 10, 13]));
    const { content, places } = packBodies(bodies);
    expect(places.map((place) => unpackBody(content, place))).toEqual(bodies);
  });

  it('takes little room for what repeats', () => {
    const bodies = Array.from({ length: 20 }, (_, index) =>
      Buffer.from(`{"action":"kms.secrets.create","n":${index}}`),
    );
    const { content } = packBodies(bodies);
    expect(content.length).toBeLessThan(Buffer.concat(bodies).length / 4);
  });
});

describe('unpackBody', () => {
  it('says so when the place is not in the pack, or the pack is damaged', () => {
    const { content } = packBodies([Buffer.from('{}')]);
    expect(() => unpackBody(content, { offset: 1, length: 2 })).toThrow('A pack of 2 bytes has no body at 1');
    expect(() => unpackBody(Buffer.from('no brotli'), { offset: 0, length: 1 })).toThrow();
  });
});
