import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import {
  DATABASE_STATES,
  DatabaseWatch,
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

/** The connection to PostgreSQL, there or not: tried before the first request, closed after the last. */
@Module({
  providers: [
    { provide: DATABASE, useFactory: open, inject: [SETTINGS, APP_LOGGER] },
    { provide: DataSource, useFactory: ({ dataSource }: WatchedDatabase) => dataSource, inject: [DATABASE] },
    { provide: DatabaseWatch, useFactory: ({ watch }: WatchedDatabase) => watch, inject: [DATABASE] },
    {
      provide: HEALTH_CHECKS,
      useFactory: (database: WatchedDatabase) => ({ database: () => refuseFault(database) }),
      inject: [DATABASE],
    },
  ],
  exports: [DataSource, DatabaseWatch],
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
  const timeoutMs = settings.DATABASE_TIMEOUT_SECONDS * 1000;
  return openWatchedDatabase({
    url: settings.DATABASE_URL,
    applicationName: 'trailkeeper-collector',
    poolSize: settings.DATABASE_POOL_SIZE,
    connectTimeoutMs: timeoutMs,
    statementTimeoutMs: timeoutMs,
    idleInTransactionTimeoutMs: IDLE_IN_TRANSACTION_MS,
    // The server ends what is slow; a connection that is silent even then is frozen, or cut.
    answerTimeoutMs: timeoutMs + 2_000,
    writeProbe: WRITE_A_LITTLE,
    onPoolError: (err) => logger.warn({ err }, 'a database connection broke'),
    onNoConnection: (reason) => logger.warn(`${reason}; check DATABASE_URL. It is tried again until it is there.`),
    onChange: (change) => {
      const { level, facts, message } = describeChange(change);
      logger[level](facts, message);
    },
  });
}

/**
 * 10 s: between two statements is less than one of work. With it and `DATABASE_TIMEOUT_SECONDS` of 60 at most the transaction
 * of a batch is over within six minutes, which `fold_key_arrivals` relies on.
 */
const IDLE_IN_TRANSACTION_MS = 10_000;

async function refuseFault(database: WatchedDatabase): Promise<void> {
  const fault = await database.check();
  // Refusing new connections leaves those that there are: who commits over them goes on being sent events.
  if (fault?.state === 'too_many_connections' && database.watch.hasWrittenWithin(STILL_WRITES_MS)) return;
  if (fault) throw new PartFault(fault.state, FAULT_SENTENCES[fault.state], fault.since);
}

// What the role may. 200 rows fill more than a page, so that the table has to grow, which a full disk refuses.
const WRITE_A_LITTLE = `
insert into ingest_batch (key_name, received, stored, duplicates, quarantined)
select repeat('x', 64), 0, 0, 0, 0
from generate_series(1, 200)
`;

/** 10 s: so long the pool keeps a connection that nobody uses. */
const STILL_WRITES_MS = 10_000;
