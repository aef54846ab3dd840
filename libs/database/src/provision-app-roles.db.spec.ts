import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTemporaryPostgres } from './embedded-postgres/start-temporary-postgres.js';
import type { EmbeddedPostgres } from './embedded-postgres/index.js';
import { openDataSource } from './create-data-source.js';
import { migrate } from './migrate.js';
import { provisionAppRoles, setAppRolePasswords, type AppRoleUrls } from './provision-app-roles.js';
import { query } from './query.js';

// A server of its own: roles belong to the whole server, and other tests log in as them.
describe('provisionAppRoles', () => {
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    server = await startTemporaryPostgres();
  });

  afterAll(() => server.stop());

  it('says what to do first when the roles do not exist yet', async () => {
    await expect(provisionAppRoles(server.url)).rejects.toThrow('run the migrations');
    await migrate(server.url);
  });

  it('gives URLs that really log in, each as its own role', async () => {
    const urls = await provisionAppRoles(server.url);
    expect(await whoAmI(urls)).toEqual(['trailkeeper_collector', 'trailkeeper_reporter']);
  });

  it('agrees with other launchers of the same database, at the same moment too', async () => {
    const urls = await Promise.all([1, 2, 3, 4].map(() => provisionAppRoles(server.url, 'one secret key')));
    expect(new Set(urls.map((each) => each.collectorUrl)).size).toBe(1);
    expect(await whoAmI(urls[0])).toEqual(['trailkeeper_collector', 'trailkeeper_reporter']);
  });

  it('survives launchers of other databases of the server that set the same roles', async () => {
    const onPostgres = new URL(server.url);
    onPostgres.pathname = '/postgres';
    const password = { collector: 'from the environment', reporter: 'fröm the énvironment' };
    const urls = [server.url, onPostgres.href];
    await Promise.all([...urls, ...urls, ...urls].map((url) => setAppRolePasswords(url, password)));
    const reporterUrl = new URL(server.url);
    reporterUrl.username = 'trailkeeper_reporter';
    reporterUrl.password = password.reporter;
    expect(await nameOn(reporterUrl.href)).toBe('trailkeeper_reporter');
  });

  it('derives other passwords from another key, and no longer accepts the old ones', async () => {
    const before = await provisionAppRoles(server.url, 'old key');
    const after = await provisionAppRoles(server.url, 'new key');
    expect(await whoAmI(after)).toEqual(['trailkeeper_collector', 'trailkeeper_reporter']);
    await expect(nameOn(before.reporterUrl)).rejects.toThrow('password authentication failed');
  });

  it('needs no rights when the passwords already work, and says what is missing when they do not', async () => {
    const dataSource = await openDataSource({ url: server.url, applicationName: 'test', poolSize: 1 });
    await query(dataSource, "create role modest_owner login password 'modest'");
    await dataSource.destroy();
    const modest = new URL(server.url);
    modest.username = 'modest_owner';
    modest.password = 'modest';
    const urls = await provisionAppRoles(server.url, 'shared key');
    const modestUrls = await provisionAppRoles(modest.href, 'shared key');
    expect(modestUrls).toEqual(urls);
    await expect(provisionAppRoles(modest.href, 'another key')).rejects.toThrow(
      /may not set the password.*admin option/,
    );
  });
});

async function whoAmI(urls: AppRoleUrls | undefined): Promise<string[]> {
  if (!urls) return [];
  return [await nameOn(urls.collectorUrl), await nameOn(urls.reporterUrl)];
}

async function nameOn(url: string): Promise<string> {
  const dataSource = await openDataSource({ url, applicationName: 'test', poolSize: 1 });
  const [row] = await query<{ name: string }>(dataSource, 'select current_user as "name"');
  await dataSource.destroy();
  return row?.name ?? '';
}
