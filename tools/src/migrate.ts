import { migrate, setAppRolePasswords } from '@trailkeeper/database';
import { readSettings, setting } from '@trailkeeper/http';
import { z } from 'zod';
import { endWith } from './end-with.js';
import { progressLine } from './progress-line.js';
import { indexOldEvents } from './system/index-old-events.js';

/**
 * `npm run migrate`, for installations with a PostgreSQL of their own: brings the schema of DATABASE_URL up to date and
 * makes events from before searchable, and sets the app roles' passwords when they are given. Safe to run again, and by several at once.
 */
async function migrateInstallation(): Promise<number> {
  const settings = readSettings(SCHEMA, process.env);
  const { ran } = await migrate(settings.DATABASE_URL);
  for (const name of ran) console.log(`ran ${name}`);
  console.log(
    ran.length > 0 ? `The schema is up to date: ${ran.length} migrations ran.` : 'The schema was up to date.',
  );
  let show: ReturnType<typeof progressLine> | undefined;
  const onProgress = (done: number, total: number) =>
    (show ??= progressLine('Making older events searchable', total))(done);
  await indexOldEvents({ ownerUrl: settings.DATABASE_URL, onProgress });

  const passwords = {
    ...(settings.COLLECTOR_DATABASE_PASSWORD && { collector: settings.COLLECTOR_DATABASE_PASSWORD }),
    ...(settings.REPORTER_DATABASE_PASSWORD && { reporter: settings.REPORTER_DATABASE_PASSWORD }),
  };
  await setAppRolePasswords(settings.DATABASE_URL, passwords);
  for (const app of Object.keys(passwords)) console.log(`set the password of role trailkeeper_${app}`);
  return 0;
}

const SCHEMA = z.object({
  DATABASE_URL: setting.postgresUrl,
  COLLECTOR_DATABASE_PASSWORD: setting.secret.optional(),
  REPORTER_DATABASE_PASSWORD: setting.secret.optional(),
});

await endWith(migrateInstallation);
