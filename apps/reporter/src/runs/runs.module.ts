import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config.js';
import { QueueMetrics } from './queue-metrics.js';
import { ReportDeletionController } from './report-deletion.controller.js';
import { ReportKindsController } from './report-kinds.controller.js';
import { ReportRetention } from './report-retention.service.js';
import { ReportWorker } from './report-worker.service.js';
import { ReviewsController } from './reviews.controller.js';
import { RunFilesController } from './run-files.controller.js';
import { RunMetrics } from './run-metrics.js';
import { RUN_SETTINGS, RUN_TIMINGS, type RunSettings } from './run-settings.js';
import { RunsController } from './runs.controller.js';

/** Report runs, from request to files. */
@Module({
  controllers: [RunsController, RunFilesController, ReviewsController, ReportDeletionController, ReportKindsController],
  providers: [
    ReportWorker,
    ReportRetention,
    RunMetrics,
    QueueMetrics,
    { provide: RUN_SETTINGS, useFactory: runSettings, inject: [SETTINGS] },
  ],
  exports: [ReportWorker],
})
export class RunsModule {}

function runSettings({ ORGANISATION, ORGANISATION_LOGO, REPORT_RETENTION }: Settings): RunSettings {
  return {
    ...RUN_TIMINGS,
    organisation: ORGANISATION ?? null,
    logo: ORGANISATION_LOGO ?? null,
    reportRetention: REPORT_RETENTION ?? null,
  };
}
