import { createHash, randomUUID } from 'node:crypto';
import type { Manifest } from '@trailkeeper/bundle';
import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { CHUNK_BYTES } from '../src/runs/copy-chunks.js';
import { insertDeliveries } from '../src/slots/insert-deliveries.js';

export interface SentBundle {
  readonly name: string;
  readonly content: Buffer;
  readonly isEmpty: boolean;
}

/** Stores the bundle of a slot and puts it in the queue of deliveries, as the reporter would; gives ids of the deliveries. */
export async function insertBundle(
  owner: DataSource,
  slotId: string,
  { name = 'bundle.zip', content = Buffer.from('a bundle'), isEmpty = false }: Partial<SentBundle> = {},
): Promise<string[]> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const id = randomUUID();
  await execute(owner, INSERT_SIGNING_KEY);
  await withTransaction(owner, 'READ COMMITTED', async (runner) => {
    for (let start = 0; start < content.length; start += CHUNK_BYTES) {
      const chunk = content.subarray(start, start + CHUNK_BYTES);
      await execute(runner, INSERT_CHUNK, [id, start / CHUNK_BYTES, chunk]);
    }
    const manifest = JSON.stringify(aManifest({ isEmpty }));
    await execute(runner, INSERT_BUNDLE, [id, slotId, name, content.length, sha256, isEmpty, manifest]);
    await insertDeliveries(runner, slotId, 'bundle');
  });
  const rows = await query<{ id: string }>(owner, GET_DELIVERIES, [slotId]);
  return rows.map((row) => row.id);
}

/** A manifest of one report over a day; only what matters to a test is to be given. */
export function aManifest(changes: Partial<Manifest> = {}): Manifest {
  return {
    format: 1,
    product: 'Trailkeeper',
    softwareVersion: '0.1.0',
    catalogVersion: 'c'.repeat(64),
    organisation: 'Example Bank AG',
    schedule: { id: '5c4ed01e-0000-4000-8000-000000000001', name: 'Daily review', owner: 'Ada Example', preset: null },
    slot: { id: '51070000-0000-4000-8000-000000000002', dueAt: '2026-09-16T06:00:00.000Z' },
    restates: null,
    period: {
      ...{ from: '2026-09-14T22:00:00.000Z', to: '2026-09-15T22:00:00.000Z' },
      ...{ timeZone: 'Europe/Berlin', words: '15 September 2026' },
    },
    scope: { services: ['kms'], location: null, account: null },
    isEmpty: false,
    hasEvents: true,
    madeAt: '2026-09-16T06:00:05.000Z',
    dataAsOf: '2026-09-16T06:00:03.000Z',
    files: [],
    signedWith: { keyId: '0123456789abcdef', publicKey: 'AAAA' },
    ...changes,
  };
}

const INSERT_SIGNING_KEY = `
insert into signing_key (id, public_key, sealed_private_key, created_by)
values ('0123456789abcdef', decode(repeat('00', 32), 'hex'), '', 'test')
on conflict do nothing
`;

const INSERT_CHUNK = `
insert into export_bundle_chunk (bundle_id, seq, content) values ($1, $2, $3)
`;

const INSERT_BUNDLE = `
insert into export_bundle (id, slot_id, name, bytes, sha256, is_empty, data_as_of, signing_key_id, manifest)
values ($1, $2, $3, $4, $5, $6, '2026-09-16T06:00:03Z', '0123456789abcdef', $7)
`;

const GET_DELIVERIES = `
select delivery.id
from slot_delivery delivery
join delivery_target target on target.id = delivery.target_id
where delivery.slot_id = $1
order by target.name
`;
