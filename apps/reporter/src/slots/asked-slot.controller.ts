import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { type ScheduleSlot, scheduleSlotSchema } from '@trailkeeper/contract';
import { APP_LOGGER, ApiError, ApiRoute, type Caller, CurrentCaller, type Logger } from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { CLOCK, type Clock } from '../clock/clock.js';
import { momentExpected, momentSchema } from '../reports/period/moment-schema.js';
import { getMoment } from '../reports/period/parse-moment.js';
import { askForSlot, type AskedFor } from './ask-for-slot.js';
import { getSlot, requireSchedule } from './find-slots.js';
import { SlotWorker } from './slot-worker.service.js';

const MOMENT = momentExpected('UTC');

const askedSchema = z.strictObject({
  dueAt: momentSchema(MOMENT)
    .optional()
    .describe(`A due time of the schedule that has come; the last one unless given. ${MOMENT}`),
});

@Controller('v1/schedules/:id/slots')
export class AskedSlotController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly worker: SlotWorker,
  ) {}

  @Post()
  @ApiRoute({
    summary: 'Makes the slot of a due time from before',
    description:
      'For periods from before a schedule was made or enabled, and to see at once what it makes. A due time has one slot: ' +
      'what ran already is not run again, but may be restated; nor is a period that the slot of another due time reports on.',
    body: { schema: askedSchema, example: { dueAt: '2026-10-01T04:00:00Z' } },
    responses: {
      201: {
        description: 'The new slot, which `Location` leads to. It begins once its period has settled (`startsAt`).',
        schema: scheduleSlotSchema,
      },
      404: 'No such schedule, or it was deleted.',
      409: 'This due time has its slot, or another slot of the schedule reports on its period.',
    },
  })
  async ask(
    @Param('id') scheduleId: string,
    @Body({ schema: askedSchema }) { dueAt }: z.output<typeof askedSchema>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleSlot> {
    await requireSchedule(this.dataSource, scheduleId);
    const asked = await askForSlot(this.dataSource, scheduleId, {
      dueAt: dueAt === undefined ? undefined : getMoment(dueAt, 'UTC'),
      by: caller.name,
      now: await this.clock.now(),
    });
    if (asked.kind !== 'made') throw refusal(scheduleId, asked);
    this.logger.info({ slotId: asked.slotId, scheduleId, by: caller.name }, 'slot asked for by a person');
    this.worker.kick();
    reply.header('location', `/v1/schedules/${scheduleId}/slots/${asked.slotId}`);
    return getSlot(this.dataSource, { scheduleId, slotId: asked.slotId });
  }
}

function refusal(scheduleId: string, asked: Exclude<AskedFor, { kind: 'made' }>): ApiError {
  switch (asked.kind) {
    case 'no-schedule':
      return new ApiError('not_found', 404, `Schedule ${scheduleId} was deleted; no more slots are made of it.`);
    case 'there':
      return reported(
        scheduleId,
        asked.slotId,
        `The due time ${asked.dueAt.toISOString()} has its slot, ${asked.slotId}.`,
      );
    case 'reported':
      return reported(
        scheduleId,
        asked.slotId,
        `Its period is reported on by slot ${asked.slotId}, which was due at ${asked.dueAt.toISOString()}.`,
      );
    case 'never-due':
      return wrongDueAt('It was not due in the last eight years: give another schedule.');
    case 'not-yet':
      return wrongDueAt('It has not come yet: its slot is made by itself when it does.');
    case 'not-due':
      return wrongDueAt(
        `It is no due time of this schedule ("${asked.cron}" in ${asked.timeZone}). Leave it out for the last one.`,
      );
  }
}

function reported(scheduleId: string, slotId: string, what: string): ApiError {
  const wayOut = `To report once more on what arrived since, restate it: POST /v1/schedules/${scheduleId}/slots/${slotId}/restate.`;
  return new ApiError('conflict', 409, `${what} ${wayOut}`);
}

function wrongDueAt(message: string): ApiError {
  const errors = [{ field: 'dueAt', message }];
  return new ApiError('invalid_request', 400, 'The request is not valid: see errors for dueAt.', { errors });
}
