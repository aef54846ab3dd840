import { query, type Queryable } from '@trailkeeper/database';
import { cutChunks } from '../runs/copy-chunks.js';

/** The bundle of a slot, but for its bytes. Moments are of the database's clock. */
export interface StoredBundle {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly isEmpty: boolean;
  readonly dataAsOf: Date;
  /** Null while its bytes are kept. */
  readonly deletedAt: Date | null;
}

/** The bundle of a slot, or undefined while it has none. */
export async function maybeBundle(db: Queryable, slotId: string): Promise<StoredBundle | undefined> {
  const [row] = await query<Omit<StoredBundle, 'bytes'> & { bytes: string }>(db, GET_BUNDLE, [slotId]);
  return row === undefined ? undefined : { ...row, bytes: Number(row.bytes) };
}

/** The bytes of a bundle from `first` to `last` (included; all unless given), a chunk at a time. Fails when they were deleted. */
export function readBundle(
  db: Queryable,
  { id, bytes }: StoredBundle,
  bounds: { first: number; last: number } = { first: 0, last: bytes - 1 },
): AsyncGenerator<Buffer> {
  return cutChunks(async (seq) => {
    const [row] = await query<{ content: Buffer }>(db, GET_CHUNK, [id, seq]);
    if (row === undefined) throw new Error(`chunk ${seq} of bundle ${id} is missing`);
    return row.content;
  }, bounds);
}

/** What every bundle is sent as. */
export const BUNDLE_MEDIA_TYPE = 'application/zip';

const GET_BUNDLE = `
select bundle.id, bundle.name, bundle.bytes, bundle.sha256, bundle.is_empty as "isEmpty",
       bundle.data_as_of as "dataAsOf", bundle.deleted_at as "deletedAt"
from export_bundle bundle
where bundle.slot_id = $1
`;

const GET_CHUNK = `
select chunk.content
from export_bundle_chunk chunk
where chunk.bundle_id = $1 and chunk.seq = $2
`;
