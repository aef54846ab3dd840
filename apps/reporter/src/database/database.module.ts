import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { openDataSource, query } from '@trailkeeper/database';
import { APP_LOGGER, HEALTH_CHECKS, type Logger } from '@trailkeeper/http';
import { DataSource } from 'typeorm';

interface DatabaseSettings {
  url: string;
  poolSize: number;
}

/** Closes the pool last, when whoever used it has stopped. */
@Injectable()
class CloseDatabase implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

/** The one connected data source, for `DataSource` to be injected anywhere; and the health check that asks it. */
@Module({})
export class DatabaseModule {
  static with({ url, poolSize }: DatabaseSettings): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        CloseDatabase,
        {
          provide: DataSource,
          inject: [APP_LOGGER],
          useFactory: (logger: Logger) =>
            openDataSource({
              url,
              poolSize,
              applicationName: 'trailkeeper-reporter',
              onPoolError: (err) => logger.warn({ err }, 'an idle database connection broke'),
            }),
        },
        {
          provide: HEALTH_CHECKS,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => ({ database: () => query(dataSource, 'select 1') }),
        },
      ],
      exports: [DataSource],
    };
  }
}
