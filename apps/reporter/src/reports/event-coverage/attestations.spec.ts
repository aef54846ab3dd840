import { describe, expect, it } from '@jest/globals';
import { type CoverageAttestation, attestationsOf } from './attestations.js';
import { anAttestation } from './testing/an-attestation.js';

const SEPTEMBER = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z') };

const ALL_TIME: [null, string] = [null, '2027-01-01'];
const UNTIL_15: [null, string] = [null, '2026-09-15'];
const FROM_15: [string, string] = ['2026-09-15', '2027-01-01'];

const standings = (...attestations: CoverageAttestation[]) =>
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

  it.each<[what: string, held: [from: string | null, until: string][], expected: string]>([
    [
      'the one made last of those that cover alone',
      [ALL_TIME, ALL_TIME, [null, '2026-09-02']],
      '2 unneeded, 1 counts, 0 unneeded',
    ],
    ['both of a seamless renewal', [UNTIL_15, FROM_15], '1 counts, 0 counts'],
    ['both of one made for the time before', [FROM_15, UNTIL_15], '1 counts, 0 counts'],
    ['both of two that overlap', [[null, '2026-09-20'], FROM_15], '1 counts, 0 counts'],
    [
      'nothing on either side of a millisecond',
      [UNTIL_15, ['2026-09-15T00:00:00.001000Z', '2027-01-01']],
      '1 begins, 0 ends',
    ],
    ['nothing on either side of a gap', [UNTIL_15, ['2026-09-16', '2026-09-17']], '1 begins-and-ends, 0 ends'],
    [
      'of a chain only what is needed',
      [UNTIL_15, FROM_15, ['2026-09-10', '2026-09-20']],
      '2 unneeded, 1 counts, 0 counts',
    ],
    [
      'the later link of two that would do',
      [UNTIL_15, FROM_15, ['2026-09-10', '2027-01-01']],
      '2 counts, 1 unneeded, 0 counts',
    ],
    ['later parts rather than an older whole', [ALL_TIME, UNTIL_15, FROM_15], '2 counts, 1 counts, 0 unneeded'],
    ['a whole rather than older parts', [UNTIL_15, FROM_15, ALL_TIME], '2 counts, 1 unneeded, 0 unneeded'],
    [
      'nothing of more parts with a gap',
      [UNTIL_15, ['2026-09-20', '2027-01-01'], UNTIL_15],
      '2 ends, 1 begins, 0 ends',
    ],
  ])('lets count %s', (_, held, expected) => {
    const made = held.map(([from, until], index) =>
      anAttestation({ id: String(index), from, until, attestedAt: `2026-01-0${index + 1}T00:00:00.000000Z` }),
    );
    expect(standings(...made).join(', ')).toBe(expected);
    expect(standings(...made.reverse()).join(', ')).toBe(expected);
  });

  it('decides by id between two of one moment, so that a report made again says the same', () => {
    expect(standings(anAttestation({ id: 'a' }), anAttestation({ id: 'b' }))).toEqual(['b counts', 'a unneeded']);
  });

  it('puts what was attested under another name to the documented one', () => {
    expect(standings(anAttestation({ id: 'a', action: 'kms.import-token.read' }))).toEqual(['a counts']);
  });

  it('leaves out what is no part of coverage', () => {
    const others = ['kms.secrets.purge', 'kms.secrets.frob', '__proto__'].map((action) => anAttestation({ action }));
    expect(attestationsOf(SEPTEMBER, others)).toEqual(new Map());
  });
});
