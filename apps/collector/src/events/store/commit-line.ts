import type { Arrival } from './arrival.js';
import { isDataFault } from './database-faults.js';

/** Arrivals that are written together are at most so many items, and bytes of items. */
export interface GroupLimits {
  maxItems: number;
  maxBytes: number;
}

/** Writes arrivals in one transaction; answers a figure for each, or fails for all. */
type Write = (arrivals: readonly Arrival[]) => Promise<number[]>;

/** How a line is served. */
export interface Service {
  /** Most transactions under way at once. */
  writers: number;
  /** So many items waiting are worth another transaction while one is under way. */
  worthItems: number;
  /** Whoever has waited so long is worth one too: the one under way may be stuck. */
  patienceMs: number;
  limits: GroupLimits;
}

/**
 * Where small requests share commits: while a transaction is under way, what arrives waits and goes together into the
 * next. So a single arrival waits for nobody, and a hundred for one commit.
 */
export class CommitLine {
  private readonly waiting: Waiting[] = [];
  private waitingItems = 0;
  private writing = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly write: Write,
    private readonly service: Service,
  ) {}

  /** Resolves after commit with the figure of this arrival; fails with the fault of it alone, or of the database. */
  store(arrival: Arrival): Promise<number> {
    return new Promise((resolve, reject) => {
      const items = arrival.chunk.events.length + arrival.chunk.quarantined.length;
      this.waiting.push({ arrival, items, resolve, reject });
      this.waitingItems += items;
      if (this.writing === 0 || this.waitingItems >= this.service.worthItems) this.startWriter();
      else this.timer ??= setTimeout(() => this.startWriter(), this.service.patienceMs).unref();
    });
  }

  private startWriter(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.writing < this.service.writers) void this.writeOn();
  }

  private async writeOn(): Promise<void> {
    this.writing += 1;
    for (let group = this.nextGroup(); group.length > 0; group = this.nextGroup()) await this.writeTogether(group);
    this.writing -= 1;
  }

  /** Never fails: whoever waits is told. */
  private async writeTogether(group: Waiting[]): Promise<void> {
    try {
      const figures = await this.write(group.map(({ arrival }) => arrival));
      for (const [index, { resolve }] of group.entries()) resolve(figures[index]!);
    } catch (error) {
      if (group.length === 1 || !isDataFault(error)) {
        for (const { reject } of group) reject(error);
      } else {
        // One event is at fault: nobody else shall pay for it.
        const middle = group.length >> 1;
        await this.writeTogether(group.slice(0, middle));
        await this.writeTogether(group.slice(middle));
      }
    }
  }

  private nextGroup(): Waiting[] {
    const { maxItems, maxBytes } = this.service.limits;
    let [items, bytes, count] = [0, 0, 0];
    for (const one of this.waiting) {
      const withIt = bytes + bytesOf(one.arrival);
      if (count > 0 && (items + one.items > maxItems || withIt > maxBytes)) break;
      items += one.items;
      bytes = withIt;
      count += 1;
    }
    this.waitingItems -= items;
    return this.waiting.splice(0, count);
  }
}

function bytesOf({ chunk }: Arrival): number {
  const add = (bytes: number, item: { bytes: Buffer }) => bytes + item.bytes.length;
  return chunk.quarantined.reduce(add, chunk.events.reduce(add, 0));
}

interface Waiting {
  arrival: Arrival;
  items: number;
  resolve: (figure: number) => void;
  reject: (error: unknown) => void;
}
