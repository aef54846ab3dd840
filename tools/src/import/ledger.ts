import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const countsSchema = z.object({
  received: z.int().nonnegative(),
  stored: z.int().nonnegative(),
  duplicates: z.int().nonnegative(),
  quarantined: z.int().nonnegative(),
});

const entrySchema = z.object({
  /** Where the file was. A file of the same content elsewhere counts as imported too. */
  name: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  collector: z.string(),
  tally: countsSchema,
  /** RFC 3339, UTC. */
  importedAt: z.string(),
});

export type LedgerEntry = z.infer<typeof entrySchema>;

/** What has been imported: a JSON line for each file that a collector has taken in to its end. Only ever added to. */
export class Ledger {
  private constructor(
    private readonly handle: FileHandle,
    private readonly collector: string,
    /** By content; of this collector only, and no more than is asked for: it may be a year of files of a minute. */
    private readonly quarantinedOf: Map<string, number>,
  ) {}

  /** Opens the ledger, or begins one. A line that a crash has torn is passed over: its file is sent again, harmlessly. */
  static async open(file: string, collector: string): Promise<Ledger> {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'a+');
    const quarantinedOf = new Map<string, number>();
    for await (const entry of readEntries(file)) {
      if (entry.collector === collector) quarantinedOf.set(keyOf(entry), entry.tally.quarantined);
    }
    const ledger = new Ledger(handle, collector, quarantinedOf);
    await ledger.endTornLine();
    return ledger;
  }

  /** What is known of a content that has been imported; undefined when it has not. */
  find(content: { bytes: number; sha256: string }): { quarantined: number } | undefined {
    const quarantined = this.quarantinedOf.get(keyOf(content));
    return quarantined === undefined ? undefined : { quarantined };
  }

  /** Resolves when the entry is on disk. */
  async add(entry: Omit<LedgerEntry, 'collector'>): Promise<void> {
    const line = JSON.stringify(entrySchema.parse({ ...entry, collector: this.collector }));
    await this.handle.write(`${line}\n`);
    await this.handle.datasync();
    this.quarantinedOf.set(keyOf(entry), entry.tally.quarantined);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async endTornLine(): Promise<void> {
    const { size } = await this.handle.stat();
    if (size === 0) return;
    const { buffer } = await this.handle.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer.toString() !== '\n') await this.handle.write('\n');
  }
}

async function* readEntries(file: string): AsyncGenerator<LedgerEntry> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const entry = entrySchema.safeParse(jsonOf(line));
    if (entry.success) yield entry.data;
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function keyOf({ bytes, sha256 }: { bytes: number; sha256: string }): string {
  return `${bytes} ${sha256}`;
}
