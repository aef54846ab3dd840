import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import {
  DATABASE_STATES,
  describeChange,
  FAULT_SENTENCES,
  openWatchedDatabase,
  type WatchedDatabase,
} from '@trailkeeper/database';
import { addStateMetrics, APP_LOGGER, HEALTH_CHECKS, type Logger, PartFault } from '@trailkeeper/http';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from './config.js';

const DATABASE = Symbol('DATABASE');

/** The connection to PostgreSQL, there or not: tried before the first request, closed when whoever used it has stopped. */
@Module({
  providers: [
    { provide: DATABASE, useFactory: open, inject: [SETTINGS, APP_LOGGER] },
    { provide: DataSource, useFactory: ({ dataSource }: WatchedDatabase) => dataSource, inject: [DATABASE] },
    {
      provide: HEALTH_CHECKS,
      useFactory: (database: WatchedDatabase) => ({ database: () => refuseFault(database) }),
      inject: [DATABASE],
    },
  ],
  exports: [DataSource],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: WatchedDatabase,
    registry: Registry,
  ) {
    const { watch } = database;
    const current = () => watch.state;
    addStateMetrics(registry, { part: 'database', states: DATABASE_STATES, current, failures: () => watch.failures });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

async function open(settings: Settings, logger: Logger): Promise<WatchedDatabase> {
  return openWatchedDatabase({
    url: settings.DATABASE_URL,
    applicationName: 'trailkeeper-reporter',
    poolSize: settings.DATABASE_POOL_SIZE,
    onPoolError: (err) => logger.warn({ err }, 'a database connection broke'),
    onNoConnection: (reason) => logger.warn(`${reason}; check DATABASE_URL. It is tried again until it is there.`),
    onChange: (change) => {
      const { level, facts, message } = describeChange(change);
      logger[level](facts, message);
    },
  });
}

async function refuseFault(database: WatchedDatabase): Promise<void> {
  const fault = await database.check();
  if (fault) throw new PartFault(fault.state, FAULT_SENTENCES[fault.state], fault.since);
}
