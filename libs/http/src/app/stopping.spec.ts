import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiRoute, captureLog, createApp, HEALTH_CHECKS, PartFault, Public, Stopping, unavailable } from '../index.js';

class StoreFault extends Error {
  override name = 'StoreFault';
}

@Public()
@Controller('store')
class StoreController {
  @Get()
  @ApiRoute({ summary: 'Fails as a part may', responses: { 200: 'Never.' } })
  fail(): void {
    throw new StoreFault('the secret words of a server');
  }
}

const since = new Date('2026-11-20T09:00:00Z');
const full = () => Promise.reject(new PartFault('disk_full', 'The disk is full.', since));

@Module({ controllers: [StoreController], providers: [{ provide: HEALTH_CHECKS, useValue: { store: full } }] })
class StoreModule {}

let app: NestFastifyApplication | undefined;
afterEach(() => app?.close());

async function start(): Promise<NestFastifyApplication> {
  app = await createApp(StoreModule, {
    name: 'sample',
    logger: { level: 'info', destination: captureLog().destination },
    stop: { limitMs: 200, delayMs: 0 },
    readFault: (fault) => (fault instanceof StoreFault ? unavailable('The store is away.', 30, fault) : undefined),
  });
  return app;
}

describe('an app that is to stop', () => {
  it('says first that it is not ready, then refuses what comes, but for questions how it is', async () => {
    const running = await start();
    const stopping = running.get(Stopping);
    stopping.announce();
    const ready = await running.inject('/health/ready');
    expect([ready.statusCode, ready.json<{ code: string }>().code]).toEqual([503, 'stopping']);
    expect((await running.inject('/docs')).statusCode).toBe(200);

    stopping.begin();
    const refused = await running.inject('/docs');
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([503, 'stopping']);
    expect([refused.headers['retry-after'], refused.headers['connection']]).toEqual(['5', 'close']);
    expect((await running.inject('/health/live')).statusCode).toBe(200);
    expect((await running.inject('/metrics')).statusCode).toBe(200);
  });

  it('tells those that go on to end after half of its time', async () => {
    const stopping = (await start()).get(Stopping);
    stopping.begin();
    stopping.begin();
    expect(stopping.mustEnd.aborted).toBe(false);
    await sleep(150);
    expect(stopping.mustEnd.aborted).toBe(true);
  });
});

describe('a part that cannot be used', () => {
  it('is told with its state, since when, and what that means', async () => {
    const answer = await (await start()).inject('/health/ready');
    expect(answer.json()).toMatchObject({
      status: 503,
      code: 'not_ready',
      detail: 'Not ready: store disk_full. The disk is full.',
      checks: { store: 'disk_full' },
      details: { store: { state: 'disk_full', since: '2026-11-20T09:00:00.000Z', message: 'The disk is full.' } },
    });
  });

  it('is answered as the app reads its faults', async () => {
    const answer = await (await start()).inject('/store');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30']);
    expect(answer.json()).toMatchObject({ code: 'unavailable', detail: 'The store is away.' });
    expect(answer.body).not.toContain('secret words');
  });
});
