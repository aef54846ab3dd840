import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { captureLog } from '@trailkeeper/http';
import { FoldActivityService } from '../src/activity/fold-activity.service.js';
import { reporterSettings } from '../src/config.js';
import { createReporter } from '../src/create-reporter.js';
import { FoldKeyArrivalsService } from '../src/sources/fold-key-arrivals.service.js';

const ADMIN_TOKEN = 'an-admin-token-for-tests';

describe('a start without its database', () => {
  it('is live, not ready, says why without the password, answers 503, and goes on by itself once it is there', async () => {
    const database = await createTestDatabase();
    const target = new URL(database.reporterUrl);
    const port = await freePort();
    const url = new URL(database.reporterUrl);
    url.host = `127.0.0.1:${port}`;
    const log = captureLog();
    const settings = reporterSettings({ DATABASE_URL: url.href, ADMIN_TOKEN, SECRET_KEY: 'a-secret-key-for-tests' });
    const app = await createReporter(settings, { level: 'info', destination: log.destination });
    const list = () => app.inject({ url: '/v1/reports', headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    try {
      expect((await app.inject('/health/live')).statusCode).toBe(200);
      const ready = await app.inject('/health/ready');
      expect([ready.statusCode, ready.headers['retry-after']]).toEqual([503, '5']);
      expect(ready.json()).toMatchObject({
        code: 'not_ready',
        checks: { database: 'unreachable' },
        details: { database: { state: 'unreachable', message: 'The database cannot be reached.' } },
      });
      const refused = await list();
      expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([503, 'unavailable']);
      expect(refused.headers['retry-after']).toBe('5');
      const why = `Cannot connect to PostgreSQL at 127.0.0.1:${port}${url.pathname}: .*check DATABASE_URL`;
      expect(log.lines().map(({ msg }) => msg)).toContainEqual(expect.stringMatching(why));
      expect(log.text()).not.toContain(url.password);
      await app.get(FoldKeyArrivalsService).fold();
      await app.get(FoldActivityService).fold();
      expect(log.text()).not.toContain('it is tried again in');

      const line = createServer((near) => near.pipe(connect(Number(target.port), target.hostname)).pipe(near));
      line.listen(port, '127.0.0.1');
      for (const deadline = Date.now() + 15_000; Date.now() < deadline; await sleep(50)) {
        if ((await app.inject('/health/ready')).statusCode === 200 && (await list()).statusCode === 200) break;
      }
      expect((await list()).statusCode).toBe(200);
      expect((await app.inject('/metrics')).body).toContain('\ntrailkeeper_database_up 1\n');
      line.close();
    } finally {
      await app.close();
      await database.drop();
    }
  }, 30_000);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
