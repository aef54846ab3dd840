import { type DynamicModule, Module } from '@nestjs/common';
import { ReportKindsController } from './report-kinds.controller.js';
import { ReportWorker } from './report-worker.service.js';
import { RunFilesController } from './run-files.controller.js';
import { RunMetrics } from './run-metrics.js';
import { RUN_SETTINGS, RUN_TIMINGS, type RunSettings } from './run-settings.js';
import { RunsController } from './runs.controller.js';

/** Report runs, from request to files. */
@Module({})
export class RunsModule {
  static with(settings: Pick<RunSettings, 'organisation'> & Partial<RunSettings>): DynamicModule {
    return {
      module: RunsModule,
      controllers: [RunsController, RunFilesController, ReportKindsController],
      providers: [ReportWorker, RunMetrics, { provide: RUN_SETTINGS, useValue: { ...RUN_TIMINGS, ...settings } }],
      exports: [ReportWorker],
    };
  }
}
