import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { removeEmbeddedPostgres } from '@trailkeeper/database/embedded';
import { readSettings, setting } from '@trailkeeper/http';
import { z } from 'zod';
import { REPOSITORY_ROOT } from '../repository-root.js';
import type { SystemSettings } from '../system/system.js';

const MARK = 'made-by-trailkeeper-demo';

const folder = setting.setting('a folder of its own, for example .demo', (text) => text);

const SCHEMA = z.object({
  DEMO_DATA_DIR: folder.default('.demo'),
  DEMO_REPORTER_PORT: setting.port.default(4100),
  DEMO_COLLECTOR_PORT: setting.port.default(4101),
});

/**
 * The settings of the demonstration's own system. DATABASE_URL, DATA_DIR and the keys of the environment are left
 * alone on purpose: a demonstration never touches a real trail. Nor does it print a real logo on made-up reports or delete
 * them by a real retention: blank settings are unset ones.
 */
export function readDemoSettings(env: NodeJS.ProcessEnv): SystemSettings {
  const settings = readSettings(SCHEMA, env);
  return {
    dataDir: resolve(REPOSITORY_ROOT, settings.DEMO_DATA_DIR),
    reporterPort: settings.DEMO_REPORTER_PORT,
    collectorPort: settings.DEMO_COLLECTOR_PORT,
    environment: {
      ...env,
      LOG_LEVEL: 'warn',
      PUBLIC_URL: '',
      ORGANISATION: 'Example Organisation',
      ORGANISATION_LOGO: '',
      REPORT_RETENTION: '',
    },
  };
}

/** Removes what an earlier demonstration left and starts afresh. Refuses a folder with anything else in it. */
export async function freshDemoFolder(dataDir: string): Promise<void> {
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    if (!existsSync(join(dataDir, MARK))) {
      throw new Error(`${dataDir} is not empty and no demonstration made it; set DEMO_DATA_DIR to a folder of its own`);
    }
    await removeEmbeddedPostgres(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, MARK), 'This folder is deleted when the demonstration is started again.\n');
}
