import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { openDataSource, query } from '@trailkeeper/database';
import { APP_LOGGER, HEALTH_CHECKS, type Logger, StartError } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from './config.js';

/** The connection to PostgreSQL: open before the first request, closed after the last. */
@Module({
  providers: [
    { provide: DataSource, useFactory: connect, inject: [SETTINGS, APP_LOGGER] },
    {
      provide: HEALTH_CHECKS,
      useFactory: (dataSource: DataSource) => ({ database: () => query(dataSource, 'select 1') }),
      inject: [DataSource],
    },
  ],
  exports: [DataSource],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

async function connect(settings: Settings, logger: Logger): Promise<DataSource> {
  try {
    return await openDataSource({
      url: settings.DATABASE_URL,
      applicationName: 'trailkeeper-collector',
      poolSize: settings.DATABASE_POOL_SIZE,
      onPoolError: (err) => logger.warn({ err }, 'a database connection broke'),
    });
  } catch (error) {
    throw new StartError(`${(error as Error).message}; check DATABASE_URL`);
  }
}
