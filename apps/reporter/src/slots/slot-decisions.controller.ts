import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { type ScheduleSlot, scheduleSlotSchema } from '@trailkeeper/contract';
import { APP_LOGGER, ApiRoute, type Caller, CurrentCaller, type Logger, writtenText } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { CLOCK, type Clock } from '../clock/clock.js';
import { getSlot } from './find-slots.js';
import { restateSlot } from './restate-slot.js';
import { retrySlot } from './retry-slot.js';
import { skipSlot } from './skip-slot.js';
import { notRestated, refusedSlot, restatedAlready, withoutBytes, withoutTargets } from './slot-refusals.js';
import { SlotWorker } from './slot-worker.service.js';

const skipSchema = z.strictObject({ reason: reason('Why it is not needed.') });
const restateSchema = z.strictObject({ reason: reason('Why it is made once more.') });

@Controller('v1/schedules/:id/slots/:slotId')
export class SlotDecisionsController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly worker: SlotWorker,
  ) {}

  @Post('skip')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Skips an open slot',
    description:
      'It ends, with who skipped it and why; what of it was still to be delivered is not. A delivery that is under way at ' +
      'this moment may arrive all the same; its receipt says so.',
    body: { schema: skipSchema, example: { reason: 'The service was not in use yet.' } },
    responses: {
      200: { description: 'The slot, skipped.', schema: scheduleSlotSchema },
      404: 'No such schedule or slot.',
      409: 'It has ended.',
    },
  })
  async skip(
    @Param('id') scheduleId: string,
    @Param('slotId') slotId: string,
    @Body({ schema: skipSchema }) { reason }: z.output<typeof skipSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ScheduleSlot> {
    const address = { scheduleId, slotId };
    const slot = await getSlot(this.dataSource, address);
    const isMine = await skipSlot(this.dataSource, slot.id, { by: caller.name, reason, now: await this.clock.now() });
    const after = await getSlot(this.dataSource, address);
    if (!isMine) throw refusedSlot(after, 'skipped');
    this.logger.info({ slotId: slot.id, scheduleId: slot.scheduleId, by: caller.name }, 'slot ended: skipped');
    return after;
  }

  @Post('retry')
  @ApiRoute({
    summary: 'Tries a failed slot again',
    description:
      'Also one whose owner is still being told. With a bundle, the deliveries of it that failed are tried again, under the ' +
      'ids they had; without one, its reports are asked for anew.',
    responses: {
      202: { description: 'The slot, open again.', schema: scheduleSlotSchema },
      404: 'No such schedule or slot.',
      409: 'It has not failed; or its bundle was deleted, and it can be restated.',
    },
  })
  @HttpCode(202)
  async retry(
    @Param('id') scheduleId: string,
    @Param('slotId') slotId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<ScheduleSlot> {
    const address = { scheduleId, slotId };
    const slot = await getSlot(this.dataSource, address);
    const result = await retrySlot(this.dataSource, slot.id, await this.clock.now());
    const after = await getSlot(this.dataSource, address);
    if (result === 'not-failed') throw refusedSlot(after, 'tried again');
    if (result === 'bundle-deleted') throw withoutBytes(after);
    const facts = { slotId: slot.id, scheduleId: slot.scheduleId, by: caller.name, result, failure: slot.failure };
    this.logger.info(facts, 'slot opened again by a person');
    this.worker.kick();
    return after;
  }

  @Post('restate')
  @ApiRoute({
    summary: 'Makes a slot once more that was delivered, or failed with a bundle',
    description:
      'A new slot of the same due time, period and definition, which names this one and begins at once: for events that ' +
      'arrived since (`eventsSince`). It goes to the targets that its schedule has now; of a deleted schedule, to those of ' +
      'this slot that are not deleted. The `Location` header leads to it. A restated slot may be restated in turn.',
    body: { schema: restateSchema, example: { reason: 'A collector was away; 1,204 events came later.' } },
    responses: {
      202: { description: 'The new slot.', schema: scheduleSlotSchema },
      404: 'No such schedule or slot.',
      409: 'It made no bundle, or has not ended, or is being restated already, or all of its targets are deleted.',
    },
  })
  @HttpCode(202)
  async restate(
    @Param('id') scheduleId: string,
    @Param('slotId') slotId: string,
    @Body({ schema: restateSchema }) { reason }: z.output<typeof restateSchema>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleSlot> {
    const slot = await getSlot(this.dataSource, { scheduleId, slotId });
    const decision = { by: caller.name, reason, now: await this.clock.now() };
    const restated = await restateSlot(this.dataSource, slot.id, decision);
    if (restated.kind === 'open') throw restatedAlready(slot, restated.slotId);
    if (restated.kind === 'not-made') throw notRestated(slot);
    if (restated.kind === 'without-targets') throw withoutTargets(slot, restated.deleted);
    this.logger.info({ slotId: restated.slotId, restates: slot.id, by: caller.name }, 'slot restated');
    this.worker.kick();
    reply.header('location', `/v1/schedules/${slot.scheduleId}/slots/${restated.slotId}`);
    return getSlot(this.dataSource, { scheduleId, slotId: restated.slotId });
  }
}

function reason(description: string) {
  return writtenText(1000).describe(description);
}
