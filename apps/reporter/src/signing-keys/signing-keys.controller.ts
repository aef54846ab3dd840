import { Controller, Get, Inject, Post, Query, Res } from '@nestjs/common';
import { type RotatedSigningKey, rotatedSigningKeySchema, signingKeySchema } from '@trailkeeper/contract';
import {
  APP_LOGGER,
  ApiRoute,
  type Caller,
  CurrentCaller,
  cursorSchemaOf,
  type Logger,
  pageOf,
  positionOf,
  Public,
} from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { SETTINGS, type Settings } from '../config.js';
import { findKeys, maybeKey } from './find-keys.js';
import { newSealedKey } from './new-sealed-key.js';
import { rotateKey } from './rotate-key.js';

const listSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(200),
  cursor: cursorSchemaOf((id) => /^[0-9a-f]{16}$/.test(id)),
});

const pageSchema = z.object({ items: z.array(signingKeySchema), nextCursor: z.string().nullable() });

@Controller('v1/signing-keys')
export class SigningKeysController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SECRET_KEY'>,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  @Public()
  @ApiRoute({
    summary: 'Keys that sign bundles, the one made last first',
    description:
      'Their public parts, for anyone: whoever has a bundle checks it against them, with `npm run verify` or by hand ' +
      '(docs/bundle.md). At most one is in use, that without `retiredAt`; until the first bundle is made there may be ' +
      'none. Retired keys stay here, because what they signed stays good.',
    responses: { 200: { description: 'A page of keys.', schema: pageSchema } },
  })
  async find(@Query({ schema: listSchema }) query: z.output<typeof listSchema>): Promise<z.output<typeof pageSchema>> {
    const { cursor, limit } = query;
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const keys = await findKeys(this.dataSource, { after, limit });
    return pageOf(keys, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
  }

  @Post()
  @ApiRoute({
    summary: 'Makes a new signing key and retires the one in use',
    description:
      'Bundles that are made from now on are signed with the new key; those of before stay as they are and stay ' +
      'verifiable. Tell those who check bundles the new fingerprint, by a way they trust.',
    responses: { 201: { description: 'The key in use now.', schema: rotatedSigningKeySchema } },
  })
  async rotate(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RotatedSigningKey> {
    const sealed = newSealedKey(this.settings.SECRET_KEY);
    const retired = await rotateKey(this.dataSource, sealed, caller.name);
    this.logger.info({ keyId: sealed.id, retiredKeyId: retired?.id, by: caller.name }, 'signing key rotated');
    const key = await maybeKey(this.dataSource, sealed.id);
    if (key === undefined) throw new Error(`signing key ${sealed.id} is gone`);
    reply.header('location', '/v1/signing-keys');
    return { ...key, retired };
  }
}
