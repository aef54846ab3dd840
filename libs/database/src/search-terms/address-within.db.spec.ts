import { BlockList, isIP } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../create-data-source.js';
import { query } from '../query.js';
import { createTestDatabase, type TestDatabase } from '../testing/create-test-database.js';
import { maybeNetwork, type Network, networksAround } from './networks.js';

describe('address_within', () => {
  let database: TestDatabase;
  let reporter: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 1 });
  });

  afterAll(async () => {
    await reporter.destroy();
    await database.drop();
  });

  async function areWithin(pairs: [string, string][]): Promise<boolean[]> {
    const rows = await query<{ within: boolean }>(reporter, ASK, [
      pairs.map(([one]) => one),
      pairs.map(([, net]) => net),
    ]);
    return rows.map(({ within }) => within);
  }

  it('finds any address or network of a list, and passes over nonsense', async () => {
    const cases: [string, string, boolean][] = [
      ['10.41.87.6', '10.41.0.0/16', true],
      ['10.42.87.6', '10.41.0.0/16', false],
      ['172.16.0.1, 10.41.87.6', '10.41.87.6', true],
      ['192.0.2.0/24', '192.0.0.0/16', true],
      ['192.0.2.0/24', '192.0.2.0/25', false],
      ['192.0.2.0/24172', '0.0.0.0/0', false],
      ['010.1.1.1', '0.0.0.0/0', false],
      ['10.1', '0.0.0.0/0', false],
      ['fe80::1%eth0,2001:DB8::1', '2001:db8::/32', true],
      ['::ffff:192.0.2.1', '::ffff:0:0/96', true],
      [`'; drop table audit_event; --`, '::/0', false],
    ];
    expect(await areWithin(cases.map(([addresses, network]) => [addresses, network]))).toEqual(
      cases.map(([, , expected]) => expected),
    );
  });

  it('reads just what `maybeNetwork` reads', async () => {
    const areRead = await areWithin(TEXTS.map((text) => [text, text.includes(':') ? '::/0' : '0.0.0.0/0']));
    expect(TEXTS.filter((text, at) => areRead[at] !== (maybeNetwork(text) !== undefined))).toEqual([]);
    expect(areRead).toEqual(expect.arrayContaining([true, false]));
  });

  it('finds just what lies within a network, all of which has the term that is looked for', async () => {
    const networks = TEXTS.flatMap((text) => maybeNetwork(text) ?? []);
    const pairs = TEXTS.flatMap((text, at) =>
      [networks[at % networks.length]!, wider(maybeNetwork(text), at)].flatMap((network) =>
        network === undefined ? [] : [{ text, network }],
      ),
    );
    const areFound = await areWithin(pairs.map(({ text, network }) => [text, spellingOf(network)]));
    expect(pairs.filter(({ text, network }, at) => areFound[at] !== liesWithin(text, network))).toEqual([]);
    const found = pairs.filter((_pair, at) => areFound[at]);
    expect(found.length).toBeGreaterThan(1_000);
    for (const { text, network } of found) {
      const [wanted] = networksAround(network);
      if (wanted !== undefined) expect(networksAround(maybeNetwork(text)!)).toContain(wanted);
    }
  });

  it('is told of networks as PostgreSQL reads them', async () => {
    const networks = TEXTS.flatMap((text) => {
      const network = maybeNetwork(text);
      return network === undefined ? [] : [{ text, network }];
    });
    const rows = await query<{ isSame: boolean; bits: number }>(reporter, READ, [
      networks.map(({ text }) => text),
      networks.map(({ network }) => spellingOf(network)),
    ]);
    expect(rows).toEqual(networks.map(({ network }) => ({ isSame: true, bits: network.bits })));
  });
});

/** Addresses, networks and what looks like them. */
const TEXTS = [
  ...[
    '1.2.3.4/08',
    '1.2.3.4/8',
    '::1/064',
    '::1/64',
    '::1/0',
    '1.2.3.4/00',
    '10.1.2/24',
    '10.1/2/24',
    '10/1/2/3',
    '10.1.2.3/',
  ],
  ...[
    '::1.2',
    '::1.2.3',
    '::1.2.3.4',
    '::01.2.3.4',
    '::1.2.3.4/96',
    '::256.1.1.1',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1/129',
  ],
  ...[
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8',
    '1::3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8::',
    '1::2:3:4:5:6:7:8',
  ],
  ...[
    '1:2:3:4:5:6:1.2.3.4',
    '1:2:3:4:5::1.2.3.4',
    '::1:2:3:4:5:1.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::',
    ':::',
    '::/0',
    ':',
  ],
  ...['::00001', '::1::', '1:', ':1', '::g', 'fe80::1%eth0', '1.2.3.4.', '.1.2.3.4', '1.2.3.4 /8', '+1.2.3.4', '', ' '],
  ...fc.sample(
    fc.oneof(
      fc.ipV4Extended(),
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(fc.ipV4(), fc.nat(40)).map((parts) => parts.join('/')),
      fc.tuple(fc.ipV6(), fc.nat(140)).map((parts) => parts.join('/')),
      fc.string({ unit: fc.constantFrom(...'0123.:/af', '::', '25', '1.'), minLength: 2, maxLength: 14 }),
      // One character more or less.
      fc
        .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(40), fc.constantFrom('', '0', '.', ':', '/', '1'))
        .map(([address, at, put]) => address.slice(0, at) + put + address.slice(put === '' ? at + 1 : at)),
    ),
    { numRuns: 6_000, seed: 7 },
  ),
];

function spellingOf({ address, bits }: Network): string {
  return `${address}/${bits}`;
}

/** One that holds it. */
function wider(network: Network | undefined, bits: number): Network | undefined {
  return network && { ...network, bits: bits % (network.bits + 1) };
}

/** Told without expressions of ours. */
function liesWithin(text: string, { address, bits, version }: Network): boolean {
  const [base = '', length] = text.split('/');
  if (isIP(base) !== version || maybeNetwork(text) === undefined) return false;
  const list = new BlockList();
  list.addSubnet(address, bits, `ipv${version}`);
  return Number(length ?? (version === 4 ? 32 : 128)) >= bits && list.check(base, `ipv${version}`);
}

const ASK = `
select address_within(asked.addresses, asked.network) as "within"
from unnest($1::text[], $2::inet[]) with ordinality as asked (addresses, network, place)
order by asked.place
`;

const READ = `
select host(asked.written::inet) = host(asked.spelt::inet) as "isSame", masklen(asked.written::inet) as bits
from unnest($1::text[], $2::text[]) with ordinality as asked (written, spelt, place)
order by asked.place
`;
