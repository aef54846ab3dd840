import { Gauge, type Registry } from 'prom-client';

/** Measures a number that is asked for at each scrape; while it is unknown there is no sample, which is not 0. */
export function measureKnown(
  registry: Registry,
  { name, help, ask }: { name: string; help: string; ask: () => Promise<number | undefined> },
): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    async collect() {
      const value = await ask();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}
