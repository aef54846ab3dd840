import { Gauge, type Registry } from 'prom-client';

/** How a pool of connections is used at the moment. */
export interface PoolUse {
  readonly inUse: number;
  readonly idle: number;
  /** Who waits for a connection. */
  readonly waiting: number;
  readonly max: number;
}

/** Measures a pool of database connections; `poolUse` is asked at each scrape. */
export function measurePool(registry: Registry, poolUse: () => PoolUse): void {
  new Gauge({
    name: 'trailkeeper_database_connections',
    help: 'Open connections of the pool, by state: in_use, idle.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { inUse, idle } = poolUse();
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'idle' }, idle);
    },
  });
  const gauge = (name: string, help: string, valueOf: (use: PoolUse) => number) =>
    new Gauge({
      ...{ name: `trailkeeper_database_connections_${name}`, help, registers: [registry] },
      collect() {
        this.set(valueOf(poolUse()));
      },
    });
  gauge('max', 'The most connections the pool may open (DATABASE_POOL_SIZE).', ({ max }) => max);
  gauge('waiting', 'Those who wait for a connection of the pool.', ({ waiting }) => waiting);
}
