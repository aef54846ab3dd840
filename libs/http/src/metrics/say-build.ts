import { Gauge, type Registry } from 'prom-client';
import type { AppOptions } from '../app/app-options.js';
import { SOFTWARE_VERSION } from '../app/software-version.js';

/** A constant 1 that carries which app of which version this is, to be joined to other metrics. */
export function sayBuild(registry: Registry, { name, version = SOFTWARE_VERSION }: AppOptions): void {
  new Gauge({
    name: 'trailkeeper_build_info',
    help: 'Always 1; which app this is, and of which version.',
    labelNames: ['app', 'version'],
    registers: [registry],
  }).set({ app: name, version }, 1);
}
