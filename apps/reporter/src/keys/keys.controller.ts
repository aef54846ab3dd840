import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import {
  type CreatedIngestKey,
  createdIngestKeySchema,
  type IngestKey,
  ingestKeySchema,
  ingestKeyStateSchema,
} from '@trailkeeper/contract';
import {
  ApiError,
  ApiRoute,
  type Caller,
  CurrentCaller,
  cursorSchema,
  pageOf,
  positionOf,
  writtenText,
} from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { createKey } from './create-key.js';
import { findKeys, maybeKey } from './find-keys.js';
import { type KeyRequestBody, keyRequestSchema, newKey } from './key-request.js';
import { makeSecret } from './make-secret.js';
import { revokeKey } from './revoke-key.js';

const listSchema = z.strictObject({
  state: ingestKeyStateSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursorSchema,
});

const pageSchema = z.object({ items: z.array(ingestKeySchema), nextCursor: z.string().nullable() });

const revocationSchema = z.strictObject({ reason: writtenText(1000).describe('Why the key is to be valid no more.') });

@Controller('v1/keys')
export class KeysController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Post()
  @ApiRoute({
    summary: 'Makes an ingest key',
    description:
      'A producer sends events to the collector with its `secret`, which this answer alone holds: only a hash of it is ' +
      'kept. A key can send events and nothing else, and of those only what it is limited to: an event outside its ' +
      '`services`, `locations` or `accounts` is put into quarantine with the code `out_of_scope`.\n\n' +
      'A service is taken as written, also one outside the catalog: a name with a slip of the pen is accepted here, and ' +
      'shows in that quarantine. A key is never changed: to rotate or widen it, make another, hand it out, and revoke ' +
      'the old one. Its name is never given again, because batches of events carry it.',
    body: {
      schema: keyRequestSchema,
      example: {
        name: 'log shipper Frankfurt, 2026',
        services: ['key-protect', 'codeengine'],
        locations: ['eu-de', 'global'],
        accounts: ['0123456789abcdef0123456789abcdef'],
        expiresAt: '2027-12-01',
      },
    },
    responses: {
      201: {
        description: 'Made and valid; `Location` leads to it. The secret is not shown again.',
        schema: createdIngestKeySchema,
      },
      409: 'Another key has this name, or had it before it was revoked.',
    },
  })
  async create(
    @Body({ schema: keyRequestSchema }) body: KeyRequestBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedIngestKey> {
    const made = makeSecret();
    const id = await createKey(this.dataSource, newKey(body, caller.name), made);
    if (id === undefined) throw nameTaken(body.name);
    const key = await this.get(id);
    reply.header('location', `/v1/keys/${id}`);
    return { ...key, secret: made.secret };
  }

  @Get()
  @ApiRoute({
    summary: 'Ingest keys, the one made last first',
    responses: { 200: { description: 'A page of keys.', schema: pageSchema } },
  })
  async find(@Query({ schema: listSchema }) query: z.output<typeof listSchema>): Promise<z.output<typeof pageSchema>> {
    const { cursor, limit, state } = query;
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const keys = await findKeys(this.dataSource, { state, after, limit });
    return pageOf(keys, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One ingest key',
    responses: { 200: { description: 'The key, without its secret.', schema: ingestKeySchema }, 404: 'No such key.' },
  })
  async get(@Param('id') id: string): Promise<IngestKey> {
    const key = await maybeKey(this.dataSource, id);
    if (key === undefined) throw new ApiError('not_found', 404, `There is no ingest key "${id}".`);
    return key;
  }

  @Delete(':id')
  @ApiRoute({
    summary: 'Revokes an ingest key',
    description:
      'Every request that reaches a collector after this answer is refused with 401; one that is being received by then ' +
      'ends with 401 before its next chunk, with the tally of what is stored. The key stays on record, with who revoked it, when and why, and cannot be made valid again.',
    responses: {
      200: { description: 'The key, revoked.', schema: ingestKeySchema },
      404: 'No such key.',
      409: 'It was revoked before.',
    },
  })
  async revoke(
    @Param('id') id: string,
    @Query({ schema: revocationSchema }) { reason }: z.output<typeof revocationSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<IngestKey> {
    const { id: known } = await this.get(id);
    const isRevoked = await revokeKey(this.dataSource, { id: known, by: caller.name, reason });
    const key = await this.get(known);
    if (isRevoked) return key;
    const { at, by } = key.revocation ?? {};
    throw new ApiError('conflict', 409, `The key was already revoked by ${by} at ${at}.`);
  }
}

function nameTaken(name: string): ApiError {
  const message = `An ingest key "${name}" exists or existed; names are not used twice. Choose another name.`;
  return new ApiError('conflict', 409, message, { errors: [{ field: 'name', message }] });
}
