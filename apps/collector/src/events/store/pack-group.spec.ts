import { describe, expect, it } from '@jest/globals';
import { unpackBody } from '@trailkeeper/database';
import { anAuditEvent, chunkOf } from '../../../test/an-audit-event.js';
import { packGroup } from './pack-group.js';
import { prepareGroup } from './prepare-group.js';

describe('packGroup', () => {
  it('packs no two services, accounts, days or batches together, and says where each body is', () => {
    const changes = [
      {},
      { action: 'codeengine.job.create' },
      { account: 'other' },
      { occurredAt: '2026-09-16T00:00:00.000000Z' },
      {},
    ];
    const arrivals = [
      { chunk: chunkOf(...changes.map(anAuditEvent)), keyName: 'a' },
      { chunk: chunkOf(anAuditEvent()), keyName: 'b' },
    ];
    const { events } = prepareGroup(arrivals);
    const { packs, places } = packGroup(events);
    expect(packs.map(({ batch, number }) => [batch, number]).toSorted()).toEqual([
      ...[0, 1, 2, 3].map((number) => [0, number]),
      [1, 0],
    ]);
    for (const [index, { event, batch, body }] of events.entries()) {
      const place = places[index]!;
      const pack = packs.find((one) => one.batch === batch && one.number === place.pack)!;
      expect([pack.account, pack.day]).toEqual([event.account, event.occurredAt.slice(0, 10)]);
      expect(unpackBody(pack.content, place)).toEqual(body);
    }
  });
});
