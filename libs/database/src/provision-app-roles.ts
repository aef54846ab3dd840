import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createDataSource, openDataSource } from './create-data-source.js';
import { query } from './query.js';
import { scramVerifier } from './scram-verifier.js';
import { SCHEMA_LOCK_KEY, withAdvisoryLock } from './with-advisory-lock.js';

/** The roles the apps log in as. The first migration creates them; the migrations grant them their rights. */
export const APP_ROLES = { collector: 'trailkeeper_collector', reporter: 'trailkeeper_reporter' } as const;

export type AppRole = keyof typeof APP_ROLES;

export interface AppRoleUrls {
  collectorUrl: string;
  reporterUrl: string;
}

/**
 * Makes the app roles of a migrated database able to log in and answers their URLs. The passwords are derived from
 * `secretKey`, or else from the owner's own password, so that several launchers of one database agree and none has to
 * store anything; with neither, they are random at each call. A role whose password already works is left alone.
 */
export async function provisionAppRoles(ownerUrl: string, secretKey?: string): Promise<AppRoleUrls> {
  const passwords = derivePasswords(secretKey || new URL(ownerUrl).password || randomBytes(32).toString('hex'));
  const urls = {
    collectorUrl: urlOf(ownerUrl, APP_ROLES.collector, passwords.collector),
    reporterUrl: urlOf(ownerUrl, APP_ROLES.reporter, passwords.reporter),
  };
  const works = await Promise.all([canLogIn(urls.collectorUrl), canLogIn(urls.reporterUrl)]);
  if (!works.every(Boolean)) await setAppRolePasswords(ownerUrl, passwords);
  return urls;
}

/**
 * Sets the given passwords of the app roles; a role without one is left alone. Safe to call at once from several
 * processes, also from those of other databases of the same server.
 */
export async function setAppRolePasswords(
  ownerUrl: string,
  passwords: Partial<Record<AppRole, string>>,
): Promise<void> {
  const dataSource = await openDataSource({ url: ownerUrl, applicationName: 'trailkeeper-roles', poolSize: 2 });
  try {
    await withAdvisoryLock(dataSource, SCHEMA_LOCK_KEY, async () => {
      for (const app of ['collector', 'reporter'] as const) {
        const password = passwords[app];
        if (password) await alterRole(dataSource, APP_ROLES[app], password);
      }
    });
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Roles belong to the whole server while the advisory lock belongs to one database, so another database's launcher may
 * still alter the same role at this moment: then the server says "tuple concurrently updated" and we go again.
 */
async function alterRole(dataSource: DataSource, role: string, password: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // A utility statement takes no parameters, so the server quotes the values for us first.
      const values = [role, scramVerifier(password)];
      const [row] = await query<{ statement: string }>(dataSource, ALTER_ROLE_STATEMENT, values);
      await dataSource.query(row?.statement ?? '');
      return;
    } catch (error) {
      if (attempt < MAX_ATTEMPTS && /tuple concurrently updated/.test(String(error))) {
        await sleep(Math.random() * 200);
      } else {
        throw explained(error, role);
      }
    }
  }
}

/** The error with the way out, and without the statement. */
function explained(error: unknown, role: string): Error {
  const { code, message } = error as { code?: string; message: string };
  if (code === '42501') {
    return new Error(
      `The owner in DATABASE_URL may not set the password of role "${role}" (${message}). Let an administrator of the ` +
        `server run: grant ${role} to <owner> with admin option; alter role <owner> createrole; or set the passwords ` +
        'by hand and give each app its own DATABASE_URL.',
    );
  }
  if (code === '42704') {
    return new Error(`Role "${role}" does not exist: run the migrations of this database first (npm run migrate).`);
  }
  return new Error(`The password of role "${role}" could not be set: ${message}`);
}

function derivePasswords(key: string): Record<AppRole, string> {
  const derive = (role: string) => createHmac('sha256', key).update(role).digest('base64url');
  return { collector: derive(APP_ROLES.collector), reporter: derive(APP_ROLES.reporter) };
}

function urlOf(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

async function canLogIn(url: string): Promise<boolean> {
  const dataSource = createDataSource({ url, applicationName: 'trailkeeper-roles', poolSize: 1 });
  try {
    await dataSource.initialize();
    await dataSource.destroy();
    return true;
  } catch (error) {
    const code = (error as { code?: string }).code;
    // 28P01 wrong password, 28000 no such role or not let in: what setting the password may heal.
    if (code === '28P01' || code === '28000') return false;
    throw error;
  }
}

/** Two databases of one server at a time are rare; ten of them in parallel tests still come through. */
const MAX_ATTEMPTS = 20;

const ALTER_ROLE_STATEMENT = `
select format('alter role %I login password %L', $1::text, $2::text) as "statement"
`;
