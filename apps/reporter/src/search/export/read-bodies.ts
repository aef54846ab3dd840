import { brotliDecompressSync } from 'node:zlib';
import { type BodyPlace, query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import type { EventKey } from '../event-id.js';

/** Where the body of an event is: `pack` is null where it stands in the row. */
export interface BodyPointer extends EventKey, BodyPlace {
  readonly batchId: string;
  readonly pack: number | null;
}

/** Reads bodies of events one after the other; events of one pack lie together, so that few are unpacked twice. */
export class BodyReader {
  private readonly packs = new Map<string, Buffer>();
  private bytes = 0;

  constructor(private readonly runner: QueryRunner) {}

  /** The item as it was received. Fails when its pack is gone or damaged. */
  async read(event: BodyPointer): Promise<string> {
    if (event.pack === null) return this.inRow(event);
    const { offset, length } = event;
    const pack = await this.unpacked(event);
    if (offset + length > pack.length) throw new Error(`A pack of ${pack.length} bytes has no body at ${offset}`);
    return pack.toString('utf8', offset, offset + length);
  }

  private async inRow({ occurredAt, contentHash }: BodyPointer): Promise<string> {
    const [row] = await query<{ body: string | null }>(this.runner, GET_IN_ROW, [occurredAt, contentHash]);
    if (row?.body == null) throw new Error(`The event ${occurredAt} ${contentHash} has no body`);
    return row.body;
  }

  private async unpacked({ occurredAt, batchId, pack }: BodyPointer): Promise<Buffer> {
    const day = occurredAt.slice(0, 10);
    const name = `${day} ${batchId} ${pack}`;
    const known = this.packs.get(name);
    if (known !== undefined) {
      // The last used is the last to go.
      this.packs.delete(name);
      this.packs.set(name, known);
      return known;
    }
    const [row] = await query<{ content: Buffer }>(this.runner, GET_PACK, [day, batchId, pack]);
    if (row === undefined) throw new Error(`The pack ${name} is gone`);
    const content = brotliDecompressSync(row.content);
    this.keep(name, content);
    return content;
  }

  private keep(name: string, content: Buffer): void {
    this.packs.set(name, content);
    this.bytes += content.length;
    for (const [oldest, { length }] of this.packs) {
      if (this.bytes <= MAX_BYTES || oldest === name) return;
      this.packs.delete(oldest);
      this.bytes -= length;
    }
  }
}

/** 16 MiB, or one pack if it is larger: four exports at once stay under a quarter of what the process may take. */
const MAX_BYTES = 16 * 1024 * 1024;

// uses the primary key
const GET_PACK = `
select body.content
from event_body body
where body.occurred_on = $1::date and body.batch_id = $2 and body.pack = $3
`;

// uses the primary key
const GET_IN_ROW = `
select event.body
from audit_event event
where event.occurred_at = $1::timestamptz and event.content_hash = decode($2, 'hex')
`;
