import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Logger } from 'pino';
import { APP_LOGGER } from '../logging/logger.js';
import { PartFault } from './part-fault.js';

/** Fulfils if the part is well. What it rejects with is logged, never answered, unless it is a `PartFault`. */
export type HealthCheck = () => Promise<unknown>;

/** Provide this in any module, in as many as need it: `{ provide: HEALTH_CHECKS, useFactory: … => ({ database: ping }) }`. */
export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

/** `ok`, `failed`, `timed out`, or the word of a `PartFault`, with what else it says. */
export interface CheckState {
  state: string;
  since?: string;
  message?: string;
}

// 2 s: probes commonly give up after 3.
const TIMEOUT_MS = 2000;

/** Runs all health checks of the app, each bounded in time. */
@Injectable()
export class Readiness implements OnModuleInit {
  private checks: [string, HealthCheck][] = [];
  private readonly running = new Map<string, Promise<unknown>>();
  private readonly lastStates = new Map<string, string>();

  constructor(
    private readonly moduleRef: ModuleRef,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    try {
      const provided = this.moduleRef.get<Record<string, HealthCheck>>(HEALTH_CHECKS, { strict: false, each: true });
      this.checks = provided.flatMap((checks) => Object.entries(checks));
    } catch {
      this.checks = []; // Nest throws when no module provides any: then being up is being ready.
    }
  }

  async states(): Promise<Record<string, CheckState>> {
    const states = await Promise.all(
      this.checks.map(async ([name, check]) => [name, await this.run(name, check)] as const),
    );
    return Object.fromEntries(states);
  }

  private async run(name: string, check: HealthCheck): Promise<CheckState> {
    let cause: unknown;
    const found = await within(TIMEOUT_MS, this.shared(name, check)).catch((error: unknown): CheckState => {
      cause = error;
      return stateOf(error);
    });
    const { state } = found;
    // Only changes are logged: probes come every few seconds.
    if ((this.lastStates.get(name) ?? 'ok') !== state) {
      if (state === 'ok') this.logger.info({ check: name }, 'health check recovered');
      else this.logger.warn({ check: name, state, err: cause }, 'health check failed');
    }
    this.lastStates.set(name, state);
    return found;
  }

  /** A check that still hangs is not started again: each start may hold a database connection. */
  private shared(name: string, check: HealthCheck): Promise<unknown> {
    const running = this.running.get(name);
    if (running !== undefined) return running;
    const started = Promise.resolve()
      .then(check)
      .finally(() => this.running.delete(name));
    this.running.set(name, started);
    return started;
  }
}

function stateOf(error: unknown): CheckState {
  if (!(error instanceof PartFault)) return { state: 'failed' };
  return { state: error.state, since: error.since.toISOString(), message: error.message };
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<CheckState> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<CheckState>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'timed out' }), timeoutMs);
  });
  try {
    return await Promise.race([work.then((): CheckState => ({ state: 'ok' })), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
