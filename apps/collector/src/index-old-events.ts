import { openDataSource } from '@trailkeeper/database';
import { readSettings, setting } from '@trailkeeper/http';
import { z } from 'zod';
import { countOldEvents, indexEvents } from './old-events/index-events.js';

/**
 * A program of its own, which `npm run migrate` runs after the migrations, and `npm start` beside the apps, with the owner's
 * DATABASE_URL: gives the events from before the terms they are searched by. It tells its launcher how far it is
 * (`{ done, total }`) and ends with it; started again it goes on.
 */
async function indexOldEvents(): Promise<void> {
  const { DATABASE_URL } = readSettings(z.object({ DATABASE_URL: setting.postgresUrl }), process.env);
  const dataSource = await openDataSource({
    url: DATABASE_URL,
    applicationName: 'trailkeeper-index-old-events',
    poolSize: 1,
    statementTimeoutMs: 0, // to count them may take minutes
  });
  try {
    const total = await countOldEvents(dataSource);
    let done = 0;
    process.send?.({ done, total });
    for await (const events of indexEvents(dataSource)) {
      done += events;
      process.send?.({ done, total });
    }
  } finally {
    await dataSource.destroy();
  }
}

process.once('disconnect', () => process.exit(1));
try {
  await indexOldEvents();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
