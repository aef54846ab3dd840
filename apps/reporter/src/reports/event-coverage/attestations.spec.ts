import { describe, expect, it } from '@jest/globals';
import { type Attestation, attestationsOf } from './attestations.js';
import { anAttestation } from './testing/an-attestation.js';

const SEPTEMBER = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z') };

const standings = (...attestations: Attestation[]) =>
  (attestationsOf(SEPTEMBER, attestations).get('kms.importtoken.read') ?? []).map(
    ({ attestation, standing }) => `${attestation.id} ${standing}`,
  );

describe('attestationsOf', () => {
  it.each([
    ['all time, long after', null, '2027-01-01', 'counts'],
    ['all time, to its very end', null, '2026-10-01', 'counts'],
    ['from its very beginning', '2026-09-01', '2026-10-01', 'counts'],
    ['from before', '2026-08-31', '2027-01-01', 'counts'],
    ['from a millisecond after its beginning', '2026-09-01T00:00:00.001000Z', '2027-01-01', 'begins'],
    ['to a millisecond before its end', null, '2026-09-30T23:59:59.999000Z', 'ends'],
    ['only within', '2026-09-02', '2026-09-03', 'begins-and-ends'],
    ['to its very beginning', null, '2026-09-01', undefined],
    ['from its very end', '2026-10-01', '2027-01-01', undefined],
  ])('of a month, one that holds for %s', (_, from, until, standing) => {
    expect(standings(anAttestation({ id: 'a', from, until }))).toEqual(standing === undefined ? [] : [`a ${standing}`]);
  });

  it('lets the one made last count of those that cover, whatever others do', () => {
    expect(
      standings(
        anAttestation({ id: 'first', attestedAt: '2026-01-01T00:00:00.000000Z' }),
        anAttestation({ id: 'last', attestedAt: '2026-03-01T00:00:00.000000Z', until: '2026-09-02' }),
        anAttestation({ id: 'second', attestedAt: '2026-02-01T00:00:00.000000Z' }),
      ),
    ).toEqual(['last ends', 'second counts', 'first superseded']);
  });

  it('decides by id between two of one moment, so that a report made again says the same', () => {
    expect(standings(anAttestation({ id: 'a' }), anAttestation({ id: 'b' }))).toEqual(['b counts', 'a superseded']);
  });

  it('puts what was attested under another name to the documented one', () => {
    expect(standings(anAttestation({ id: 'a', action: 'kms.import-token.read' }))).toEqual(['a counts']);
  });

  it('leaves out what is no part of coverage', () => {
    const others = ['kms.secrets.purge', 'kms.secrets.frob', '__proto__'].map((action) => anAttestation({ action }));
    expect(attestationsOf(SEPTEMBER, others)).toEqual(new Map());
  });
});
