import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { type ScheduleSlotDetail, scheduleSlotDetailSchema, scheduleSlotSchema } from '@trailkeeper/contract';
import { ApiRoute, pageOf, positionOf } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { findSlots, requireSchedule } from './find-slots.js';
import { getSlotDetail } from './slot-detail.js';
import { type SlotListQuery, slotListSchema } from './slot-list-query.js';

const pageSchema = z.object({ items: z.array(scheduleSlotSchema), nextCursor: z.string().nullable() });
type SlotPage = z.output<typeof pageSchema>;

const SPAN_RULE = 'Of `dueFrom` to `dueTo` the end is excluded; dates are days in UTC.';

@Controller('v1')
export class SlotsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get('schedule-slots')
  @ApiRoute({
    summary: 'The ledger of all schedules, what was due last first',
    description: `Deleted schedules too. \`status=notifying&status=failed\` is what went wrong. ${SPAN_RULE}`,
    responses: { 200: { description: 'A page of slots.', schema: pageSchema } },
  })
  async findAll(@Query({ schema: slotListSchema }) query: SlotListQuery): Promise<SlotPage> {
    return this.page(query);
  }

  @Get('schedules/:id/slots')
  @ApiRoute({
    summary: 'The ledger of a schedule, what was due last first',
    description: `Each due time is one slot; a restated one is a slot of its own beside it. ${SPAN_RULE}`,
    responses: { 200: { description: 'A page of slots.', schema: pageSchema }, 404: 'No such schedule.' },
  })
  async find(@Param('id') id: string, @Query({ schema: slotListSchema }) query: SlotListQuery): Promise<SlotPage> {
    await requireSchedule(this.dataSource, id);
    return this.page(query, id);
  }

  @Get('schedules/:id/slots/:slotId')
  @ApiRoute({
    summary: 'One slot',
    description: 'With its reports, its bundle, and each try of each of its deliveries.',
    responses: {
      200: { description: 'The slot.', schema: scheduleSlotDetailSchema },
      404: 'No such schedule or slot.',
    },
  })
  async get(@Param('id') scheduleId: string, @Param('slotId') slotId: string): Promise<ScheduleSlotDetail> {
    return getSlotDetail(this.dataSource, { scheduleId, slotId });
  }

  private async page({ cursor, limit, ...filter }: SlotListQuery, scheduleId?: string): Promise<SlotPage> {
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const slots = await findSlots(this.dataSource, { ...filter, scheduleId, after, limit });
    return pageOf(slots, limit, ({ dueAt, id }) => ({ at: dueAt, id }));
  }
}
