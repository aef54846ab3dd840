import { expect, it } from '@jest/globals';
import type { ModuleRef } from '@nestjs/core';
import { captureLog } from '../logging/capture-log.js';
import { createLogger } from '../logging/logger.js';
import { PartFault } from './part-fault.js';
import { type HealthCheck, Readiness } from './readiness.js';

function readinessOf(...checks: Record<string, HealthCheck>[]): Readiness {
  const logger = createLogger('sample', { level: 'info', destination: captureLog().destination });
  const readiness = new Readiness({ get: () => checks } as unknown as ModuleRef, logger);
  readiness.onModuleInit();
  return readiness;
}

it('runs the checks of every module', async () => {
  const broken = () => {
    throw new Error('thrown, not rejected');
  };
  const readiness = readinessOf({ database: () => Promise.resolve() }, { folder: broken });
  expect(await readiness.states()).toEqual({ database: { state: 'ok' }, folder: { state: 'failed' } });
});

it('tells what a check says of its part', async () => {
  const since = new Date('2026-11-20T09:00:00Z');
  const full = () => Promise.reject(new PartFault('disk_full', 'The disk is full.', since));
  expect(await readinessOf({ database: full }).states()).toEqual({
    database: { state: 'disk_full', since: '2026-11-20T09:00:00.000Z', message: 'The disk is full.' },
  });
});

it('gives up on a check that hangs, and does not start it again while it does', async () => {
  let started = 0;
  const hang = () => {
    started++;
    return new Promise(() => undefined);
  };
  const readiness = readinessOf({ database: hang });
  expect(await Promise.all([readiness.states(), readiness.states()])).toEqual([
    { database: { state: 'timed out' } },
    { database: { state: 'timed out' } },
  ]);
  expect(started).toBe(1);
});
