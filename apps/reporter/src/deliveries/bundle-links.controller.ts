import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { query } from '@trailkeeper/database';
import { ApiError, ApiRoute, isUuid, Public } from '@trailkeeper/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { BUNDLE_MEDIA_TYPE, type StoredBundle, maybeBundle } from '../bundles/read-bundle.js';
import { sendBundle } from '../bundles/send-bundle.js';
import { CLOCK, type Clock } from '../clock/clock.js';
import { fileResponses } from '../runs/send-file.js';
import { linkFault } from './bundle-link.js';
import { DELIVERY_SETTINGS, type DeliverySettings } from './delivery-settings.js';

const proofSchema = z.object({
  expires: z
    .string()
    .regex(/^\d{1,11}$/, { error: 'Must be seconds since 1970.' })
    .transform(Number),
  signature: z.string().min(1).max(100),
});

@Controller('v1/bundles')
export class BundleLinksController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(DELIVERY_SETTINGS) private readonly settings: DeliverySettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':deliveryId')
  @Public()
  @ApiRoute({
    summary: 'The bundle that a link leads to',
    description:
      'Links are sent where a bundle is too large for a mail. Whoever has one gets the bundle, without a token, until the ' +
      'link expires. With `Range` one part of it. The `ETag` is the SHA-256 of the whole file.',
    responses: {
      ...fileResponses('The bundle.', BUNDLE_MEDIA_TYPE),
      403: 'The link has expired, or is not one of ours.',
      410: 'The bundle was deleted.',
    },
  })
  async send(
    @Param('deliveryId') deliveryId: string,
    @Query({ schema: proofSchema }) proof: z.output<typeof proofSchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const fault = linkFault(this.settings.secretKey, deliveryId, proof, await this.clock.now());
    if (fault !== null) throw new ApiError('forbidden', 403, FAULTS[fault]);
    const bundle = await this.getBundle(deliveryId);
    await sendBundle(this.dataSource, { request, reply }, bundle);
  }

  private async getBundle(deliveryId: string): Promise<StoredBundle> {
    const [row] = isUuid(deliveryId) ? await query<{ slotId: string }>(this.dataSource, GET_SLOT_ID, [deliveryId]) : [];
    const bundle = row && (await maybeBundle(this.dataSource, row.slotId));
    if (bundle === undefined)
      throw new ApiError('not_found', 404, `There is no delivery "${deliveryId.slice(0, 100)}".`);
    if (bundle.deletedAt === null) return bundle;
    throw new ApiError('gone', 410, `The bundle ${bundle.name} was deleted at ${bundle.deletedAt.toISOString()}.`);
  }
}

const FAULTS = {
  forged: 'The link is not one of ours: it was changed, or made with another SECRET_KEY. Use it as it was sent.',
  expired: 'The link has expired. Ask whoever sent it, or download the bundle with a token.',
};

const GET_SLOT_ID = `
select delivery.slot_id as "slotId" from slot_delivery delivery where delivery.id = $1 and delivery.content = 'bundle'
`;
