import { Controller, Get } from '@nestjs/common';
import { schedulePresetSchema } from '@trailkeeper/contract';
import { ApiRoute } from '@trailkeeper/http';
import { z } from 'zod';
import { PRESETS } from './presets/index.js';

const presetsSchema = z.object({ items: z.array(schedulePresetSchema) });

@Controller('v1/schedule-presets')
export class SchedulePresetsController {
  @Get()
  @ApiRoute({
    summary: 'Schedules for usual duties',
    description:
      'Each names the clause it serves, and says which parts of it the clause prescribes and which are our choice. `proposal` ' +
      'is what `POST /v1/schedules` takes where `preset` names it.',
    responses: { 200: { description: 'All presets.', schema: presetsSchema } },
  })
  find(): z.output<typeof presetsSchema> {
    return { items: PRESETS.map((preset) => ({ ...preset })) };
  }
}
