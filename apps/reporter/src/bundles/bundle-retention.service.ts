import { Inject, Injectable } from '@nestjs/common';
import { APP_LOGGER, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import { HourlyRetention } from '../runs/hourly-retention.js';
import { deleteOldBundles } from './delete-old-bundles.js';

/** Bundles hold reports: their bytes are kept as long as those of reports. */
@Injectable()
export class BundleRetention extends HourlyRetention {
  protected readonly retention: string | null;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) { REPORT_RETENTION }: Settings,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.retention = REPORT_RETENTION ?? null;
  }

  protected async deleteOnce(retention: string): Promise<void> {
    try {
      await deleteOldBundles(this.dataSource, retention, {
        onDeleted: (bundle) => this.logger.info({ ...bundle, retention }, 'bundle deleted, its time was up'),
        onFailed: (bundle, err) =>
          this.logger.warn({ err, ...bundle }, 'bundle not deleted; it is tried again within the hour'),
        isStopped: () => this.isStopped,
      });
    } catch (err) {
      this.logger.warn({ err }, 'looking for old bundles failed; it is tried again within the hour');
    }
  }
}
