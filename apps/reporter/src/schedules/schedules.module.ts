import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { ScheduleMetrics } from './schedule-metrics.js';
import { SchedulePresetsController } from './schedule-presets.controller.js';
import { SchedulesController } from './schedules.controller.js';
import { SlotMaker } from './slot-maker.service.js';
import { CALENDAR_SETTINGS, type CalendarSettings } from './when/when-request.js';

/** WHEN: schedules, and the slots that are made of their due times. */
@Module({
  controllers: [SchedulesController, SchedulePresetsController],
  providers: [
    SlotMaker,
    ScheduleMetrics,
    { provide: CALENDAR_SETTINGS, useFactory: calendarSettings, inject: [SETTINGS] },
  ],
})
export class SchedulesModule {}

function calendarSettings({ WEEK_START, FISCAL_YEAR_START }: Settings): CalendarSettings {
  return { weekStart: WEEK_START, fiscalYearStart: FISCAL_YEAR_START };
}
