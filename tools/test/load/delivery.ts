import type { NumberedEvent } from './numbered-events.js';

/** What goes into one request, kept by its sender until it is acknowledged. */
export interface Delivery {
  kind: 'single' | 'batch' | 'stream';
  events: NumberedEvent[];
  /** Of events that were acknowledged before: the collector must know them. */
  repeated: NumberedEvent[];
  /** Items that can never become an event. */
  broken: number;
}

/** Items of a request, in the order they are sent. */
export function linesOf({ events, repeated, broken }: Delivery): string[] {
  const lines = [...repeated, ...events].map((event) => event.line);
  return [...lines, ...Array.from({ length: broken }, () => '{"this is": "no event"}')];
}

interface Wishes {
  random: () => number;
  nextEvent: () => NumberedEvent;
  /** Acknowledged before; one may be sent again. */
  known: readonly Delivery[];
}

/** A batch, now and then one event or a stream; some with events that were sent before, some with what is no event. */
export function makeDelivery({ random, nextEvent, known }: Wishes, kind: Delivery['kind'] = kindOf(random)): Delivery {
  const size = kind === 'single' ? 1 : kind === 'batch' ? 50 + Math.floor(random() * 451) : 2_500;
  const repeated = random() < 0.2 ? (known[Math.floor(random() * known.length)]?.events.slice(0, 40) ?? []) : [];
  // A delivery of nothing but what is known must store nothing.
  const isRepeated = repeated.length > 0 && random() < 0.3;
  const events = isRepeated ? [] : Array.from({ length: size }, nextEvent);
  return { kind, events, repeated, broken: random() < 0.1 ? 1 : 0 };
}

function kindOf(random: () => number): Delivery['kind'] {
  return random() < 0.5 ? 'single' : 'batch';
}
