import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { ReportKindsController } from './report-kinds.controller.js';
import { ReportWorker } from './report-worker.service.js';
import { RunFilesController } from './run-files.controller.js';
import { RunMetrics } from './run-metrics.js';
import { RUN_SETTINGS, RUN_TIMINGS, type RunSettings } from './run-settings.js';
import { RunsController } from './runs.controller.js';

/** Report runs, from request to files. */
@Module({
  controllers: [RunsController, RunFilesController, ReportKindsController],
  providers: [ReportWorker, RunMetrics, { provide: RUN_SETTINGS, useFactory: runSettings, inject: [SETTINGS] }],
})
export class RunsModule {}

function runSettings({ ORGANISATION }: Settings): RunSettings {
  return { ...RUN_TIMINGS, organisation: ORGANISATION ?? null };
}
