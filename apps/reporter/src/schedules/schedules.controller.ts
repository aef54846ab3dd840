import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { type Schedule, type SchedulePreview, schedulePreviewSchema, scheduleSchema } from '@trailkeeper/contract';
import {
  ApiRoute,
  type Caller,
  CurrentCaller,
  isUuid,
  nameCursorSchema,
  namePositionOf,
  pageByName,
} from '@trailkeeper/http';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { CLOCK, type Clock } from '../clock/clock.js';
import { changeSchedule, deleteSchedule } from './change-schedule.js';
import { checkTargets } from './check-targets.js';
import { createSchedule, type NewSchedule } from './create-schedule.js';
import { defineSchedule } from './define-schedule.js';
import { findSchedules, maybeSchedule } from './find-schedules.js';
import { nextDueTimes } from './next-due-times.js';
import { noSchedule, scheduleNameTaken } from './schedule-refusals.js';
import { type ScheduleRequestBody, scheduleRequestSchema } from './schedule-request.js';
import { scheduleWarnings } from './schedule-warnings.js';
import { CALENDAR_SETTINGS, type CalendarSettings } from './when/when-request.js';

const listSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: nameCursorSchema,
});

const pageSchema = z.object({ items: z.array(scheduleSchema), nextCursor: z.string().nullable() });

const BODY = {
  schema: scheduleRequestSchema,
  example: {
    name: 'Failures of key management, each week',
    reports: ['failures', 'deletions'],
    services: ['key-protect'],
    period: { kind: 'previous-week', weekStart: 'monday' },
    when: { every: 'week', weekday: 'monday', at: '06:00' },
    timeZone: 'Europe/Berlin',
    targets: ['7c9e6679-7425-40de-944b-e07fc1f90ae7'],
  },
};

@Controller('v1/schedules')
export class SchedulesController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CALENDAR_SETTINGS) private readonly settings: CalendarSettings,
  ) {}

  @Post()
  @ApiRoute({
    summary: 'Makes a schedule',
    description:
      'Reports of a period, made and delivered again and again. With `preset` only a name, a time zone and targets need be ' +
      'given; whatever else is given takes the place of what the preset proposes. It is due from now on: due times before ' +
      'it was made are never made up for. Refused is what would never be due, or more often than every five minutes.',
    body: BODY,
    responses: {
      201: { description: 'Made; `Location` leads to it.', schema: scheduleSchema },
      409: 'Another schedule has this name, or a delivery target is deleted.',
    },
  })
  async create(
    @Body({ schema: scheduleRequestSchema }) body: ScheduleRequestBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Schedule> {
    const creation = await createSchedule(this.dataSource, await this.define(body, caller));
    if (creation === 'taken') throw scheduleNameTaken(body.name);
    reply.header('location', `/v1/schedules/${creation.id}`);
    return this.get(creation.id);
  }

  @Post('preview')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Says when a schedule would be due, and saves nothing',
    body: BODY,
    responses: {
      200: { description: 'All that it would hold, with the next five due times.', schema: schedulePreviewSchema },
      409: 'A delivery target is deleted.',
    },
  })
  async preview(
    @Body({ schema: scheduleRequestSchema }) body: ScheduleRequestBody,
    @CurrentCaller() caller: Caller,
  ): Promise<SchedulePreview> {
    const { name, definition, now } = await this.define(body, caller);
    await checkTargets(this.dataSource, definition);
    return { name, ...definition, nextDue: nextDueTimes(definition, now), warnings: scheduleWarnings(definition) };
  }

  @Get()
  @ApiRoute({
    summary: 'Schedules, by name',
    responses: { 200: { description: 'A page of schedules.', schema: pageSchema } },
  })
  async find(
    @Query({ schema: listSchema }) { cursor, limit }: z.output<typeof listSchema>,
  ): Promise<z.output<typeof pageSchema>> {
    const after = cursor === undefined ? undefined : namePositionOf(cursor);
    return pageByName(await findSchedules(this.dataSource, { now: await this.clock.now(), after, limit }), limit);
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One schedule',
    responses: { 200: { description: 'The schedule.', schema: scheduleSchema }, 404: 'No such schedule.' },
  })
  async get(@Param('id') id: string): Promise<Schedule> {
    const schedule = await maybeSchedule(this.dataSource, id, await this.clock.now());
    if (schedule === undefined) throw noSchedule(id);
    return schedule;
  }

  @Put(':id')
  @ApiRoute({
    summary: 'Puts another schedule in the place of one',
    description:
      'All of it but its id. What was due before is made as it was; slots that are made already keep what they were made ' +
      'with. Of two who do so at the same time the later one stays.',
    body: BODY,
    responses: {
      200: { description: 'The schedule as it is now.', schema: scheduleSchema },
      404: 'No such schedule.',
      409: 'Another schedule has this name, or a delivery target is deleted.',
    },
  })
  async change(
    @Param('id') id: string,
    @Body({ schema: scheduleRequestSchema }) body: ScheduleRequestBody,
    @CurrentCaller() caller: Caller,
  ): Promise<Schedule> {
    if (!isUuid(id)) throw noSchedule(id);
    const change = await changeSchedule(this.dataSource, id, await this.define(body, caller));
    if (change === 'gone') throw noSchedule(id);
    if (change === 'taken') throw scheduleNameTaken(body.name);
    return this.get(id);
  }

  @Delete(':id')
  @ApiRoute({
    summary: 'Ends a schedule',
    description: 'What was due before is made, and comes to its end; the ledger keeps it.',
    responses: { 204: 'Ended.', 404: 'No such schedule.' },
  })
  async delete(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    const now = await this.clock.now();
    if (!isUuid(id) || !(await deleteSchedule(this.dataSource, id, { by: caller.name, now }))) throw noSchedule(id);
  }

  private async define(body: ScheduleRequestBody, caller: Caller): Promise<NewSchedule> {
    const now = await this.clock.now();
    const definition = defineSchedule(body, { now, caller: caller.name, settings: this.settings });
    return { name: body.name, definition, by: caller.name, now };
  }
}
