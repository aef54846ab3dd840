import { expect, it } from '@jest/globals';
import type { ModuleRef } from '@nestjs/core';
import { captureLog } from '../logging/capture-log.js';
import { createLogger } from '../logging/logger.js';
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
  expect(await readiness.states()).toEqual({ database: 'ok', folder: 'failed' });
});

it('gives up on a check that hangs, and does not start it again while it does', async () => {
  let started = 0;
  const hang = () => {
    started++;
    return new Promise(() => undefined);
  };
  const readiness = readinessOf({ database: hang });
  expect(await Promise.all([readiness.states(), readiness.states()])).toEqual([
    { database: 'timed out' },
    { database: 'timed out' },
  ]);
  expect(started).toBe(1);
});
