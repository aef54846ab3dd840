import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../create-data-source.js';
import { query } from '../query.js';
import { createTestDatabase, type TestDatabase } from '../testing/create-test-database.js';
import { maybeNetwork, networksAround } from './networks.js';

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

  it('is within a network only if it has the term of one around it', async () => {
    const texts = fc.sample(
      fc.oneof(
        fc.ipV4Extended(),
        fc.ipV4(),
        fc.ipV6(),
        fc.tuple(fc.ipV4(), fc.nat(40)).map((p) => p.join('/')),
      ),
      {
        numRuns: 2_000,
        seed: 7,
      },
    );
    const networks = texts.map((text) => (text.includes(':') ? '::/0' : '0.0.0.0/0'));
    const found = await areWithin(texts.map((text, at) => [text, networks[at]!]));
    expect(found).toEqual(texts.map((text) => maybeNetwork(text) !== undefined));
    const narrow = texts.filter((text) => maybeNetwork(text)?.bits === 32 && !text.includes('/'));
    const around = narrow.map((text) => `${networksAround(maybeNetwork(text)!)[1]}.0.0/16`);
    expect(await areWithin(narrow.map((text, at) => [text, around[at]!]))).not.toContain(false);
  });
});

const ASK = `
select address_within(asked.addresses, asked.network) as "within"
from unnest($1::text[], $2::inet[]) with ordinality as asked (addresses, network, place)
order by asked.place
`;
