import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiRoute } from '@trailkeeper/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { BUNDLE_MEDIA_TYPE, maybeBundle } from '../bundles/read-bundle.js';
import { sendBundle } from '../bundles/send-bundle.js';
import { fileResponses } from '../runs/send-file.js';
import { getSlot } from './find-slots.js';
import { goneBundle, withoutBundle } from './slot-refusals.js';

@Controller('v1/schedules/:id/slots/:slotId/bundle')
export class SlotBundleController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiRoute({
    summary: 'The bundle of a slot',
    description: 'A zip. With `Range` one part of it. The `ETag` is the SHA-256 of the whole file.',
    responses: {
      ...fileResponses('The bundle.', BUNDLE_MEDIA_TYPE),
      404: 'No such schedule or slot.',
      409: 'There is none: it is not made yet, or could not be made.',
      410: 'It was deleted.',
    },
  })
  async send(
    @Param('id') scheduleId: string,
    @Param('slotId') slotId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const slot = await getSlot(this.dataSource, { scheduleId, slotId });
    const bundle = await maybeBundle(this.dataSource, slot.id);
    if (bundle === undefined) throw withoutBundle(slot);
    if (bundle.deletedAt !== null) throw goneBundle(slot, bundle.deletedAt);
    await sendBundle(this.dataSource, { request, reply }, bundle);
  }
}
