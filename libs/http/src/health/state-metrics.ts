import { Counter, Gauge, type Registry } from 'prom-client';

export interface WatchedPart {
  /** `database`. */
  part: string;
  /** All there are, the good one first: a series each. */
  states: readonly string[];
  /** The state now. */
  current(): string;
  /** How often each was met since the process started. */
  failures(): ReadonlyMap<string, number>;
}

/**
 * `trailkeeper_<part>_up`, `trailkeeper_<part>_state{state}` and `trailkeeper_<part>_failures_total{state}`, as they are when
 * they are asked for.
 */
export function addStateMetrics(registry: Registry, { part, states, current, failures }: WatchedPart): void {
  new Gauge({
    name: `trailkeeper_${part}_up`,
    help: `1 while the ${part} can be worked with, as far as is known, otherwise 0.`,
    registers: [registry],
    collect() {
      this.set(current() === states[0] ? 1 : 0);
    },
  });
  new Gauge({
    name: `trailkeeper_${part}_state`,
    help: `1 for the state that the ${part} is in, 0 for every other.`,
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const state of states) this.set({ state }, current() === state ? 1 : 0);
    },
  });
  new Counter({
    name: `trailkeeper_${part}_failures_total`,
    help: `How often work failed because the ${part} was in that state.`,
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset();
      for (const state of states.slice(1)) this.inc({ state }, failures().get(state) ?? 0);
    },
  });
}
