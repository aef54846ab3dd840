import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import {
  QUARANTINE_BYTES_PER_ITEM,
  type QuarantinedItem,
  quarantinedItemSchema,
  quarantineStateSchema,
  type QuarantineSummary,
  quarantineSummarySchema,
} from '@trailkeeper/contract';
import { ApiRoute, numberCursorSchema, pageOf, positionOf } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { SETTINGS, type Settings } from '../config.js';
import { findItems, getItem } from './find-items.js';
import { checkSpan, itemFilterShape } from './item-filter.js';
import { goneItem } from './item-refusals.js';
import { maybeRaw } from './maybe-raw.js';
import { summariseHeld } from './summarise-held.js';

const listSchema = z
  .strictObject({
    ...itemFilterShape,
    state: quarantineStateSchema.optional().describe('`open` and `replay-requested` are held, the others settled.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: numberCursorSchema,
  })
  .superRefine(checkSpan);

const pageSchema = z.object({ items: z.array(quarantinedItemSchema), nextCursor: z.string().nullable() });

@Controller('v1/quarantine')
export class QuarantineController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'Quarantined items, what arrived last first',
    description:
      'What was received and could not become an event, and what became of it since. Settled items stay on record, with ' +
      'who decided, when and why.',
    responses: { 200: { description: 'A page of items.', schema: pageSchema } },
  })
  async find(@Query({ schema: listSchema }) query: z.output<typeof listSchema>): Promise<z.output<typeof pageSchema>> {
    const { cursor, limit, ...filter } = query;
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const items = await findItems(this.dataSource, { ...filter, after, limit });
    return pageOf(items, limit, ({ arrivedAt, id }) => ({ at: arrivedAt, id }));
  }

  @Get('summary')
  @ApiRoute({
    summary: 'What is held in quarantine, by reason and key, and how full it is',
    description:
      'Counts open items and those that wait for their replay. Each takes its length and ' +
      `${QUARANTINE_BYTES_PER_ITEM} bytes more. When \`bytes\` reaches the limit, the collectors answer requests with bad ` +
      'items with 503 `quarantine_full` until items are replayed or discarded.',
    responses: { 200: { description: 'The summary.', schema: quarantineSummarySchema } },
  })
  async summarise(): Promise<QuarantineSummary> {
    return { ...(await summariseHeld(this.dataSource)), limitBytes: this.settings.QUARANTINE_MAX_BYTES };
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One quarantined item',
    responses: { 200: { description: 'The item.', schema: quarantinedItemSchema }, 404: 'No such item.' },
  })
  async get(@Param('id') id: string): Promise<QuarantinedItem> {
    return getItem(this.dataSource, id);
  }

  @Get(':id/raw')
  @ApiRoute({
    summary: 'The bytes of a quarantined item as they were received',
    description: 'Of an item over the collector’s MAX_EVENT_BYTES so many as were kept. The `ETag` is their SHA-256.',
    responses: {
      200: { description: 'The bytes.', contentType: 'application/octet-stream' },
      404: 'No such item.',
      410: 'It was replayed or discarded and has given its bytes back; `detail` says when.',
    },
  })
  async sendRaw(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const item = await getItem(this.dataSource, id);
    const raw = await maybeRaw(this.dataSource, item.id);
    if (raw === undefined) throw goneItem(await getItem(this.dataSource, id));
    reply.headers({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="quarantined-${item.id}.bin"`,
      etag: `"${item.sha256}"`,
    });
    await reply.send(raw);
  }
}
