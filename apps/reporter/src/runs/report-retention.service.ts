import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval, Timeout } from '@nestjs/schedule';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { deleteOldReports } from './delete-old-reports.js';
import { RUN_SETTINGS, type RunSettings } from './run-settings.js';

/** Ends the life of old report files where a retention is set, never twice at once in this process. */
@Injectable()
export class ReportRetention implements OnModuleDestroy {
  private running: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(RUN_SETTINGS) private readonly settings: RunSettings,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  // 10 s: the first answers and runs come first.
  @Timeout(10_000)
  async deleteSoonAfterStart(): Promise<void> {
    await this.deleteOld();
  }

  // Hourly: a retention is counted in days at least.
  @Interval(3_600_000)
  async deleteOld(): Promise<void> {
    const { reportRetention } = this.settings;
    if (reportRetention === null || this.isStopped || this.running !== undefined) return;
    this.running = this.deleteOnce(reportRetention).finally(() => (this.running = undefined));
    await this.running;
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async deleteOnce(retention: string): Promise<void> {
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
