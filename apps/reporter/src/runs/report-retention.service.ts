import { Inject, Injectable } from '@nestjs/common';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { deleteOldReports } from './delete-old-reports.js';
import { HourlyRetention } from './hourly-retention.js';
import { RUN_SETTINGS, type RunSettings } from './run-settings.js';

/** Ends the life of old report files where a retention is set. */
@Injectable()
export class ReportRetention extends HourlyRetention {
  protected readonly retention: string | null;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(RUN_SETTINGS) { reportRetention }: RunSettings,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.retention = reportRetention;
  }

  protected async deleteOnce(retention: string): Promise<void> {
    try {
      await deleteOldReports(this.dataSource, retention, {
        onDeleted: (report) => this.logger.info({ ...report, retention }, 'report files deleted, their time was up'),
        onFailed: (report, err) =>
          this.logger.warn({ err, ...report }, 'report files not deleted; it is tried again within the hour'),
        isStopped: () => this.isStopped,
      });
    } catch (err) {
      this.logger.warn({ err }, 'looking for old report files failed; it is tried again within the hour');
    }
  }
}
