import type pg from 'pg';
import type { DataSourceSettings } from '../create-data-source.js';
import type { DatabaseWatch } from './database-watch.js';

export interface ProbeSettings extends Pick<DataSourceSettings, 'url' | 'applicationName'> {
  watch: DatabaseWatch;
  Client: typeof pg.Client;
  /** A statement that writes a little; it is rolled back. Without one, an answer counts as a proof of everything. */
  writeProbe?: string | undefined;
}

/**
 * Asks a database how it is, on a connection of its own, which a busy pool does not hold up. What it learns the watch
 * learns, from the connection.
 */
export class ProbeConnection {
  private client: pg.Client | undefined;
  private isConnecting = false;

  constructor(private readonly settings: ProbeSettings) {}

  /**
   * Resolves when the watch knows, however bad that is; may hang as long as the database does. Whether the server takes new
   * connections again it learns a little later.
   */
  async ask(): Promise<void> {
    try {
      if (this.client === undefined) this.client = await this.connect();
      else if (this.settings.watch.fault?.endsWith === 'connection') void this.tryToConnect();
      await this.look(this.client);
    } catch {
      this.close();
    }
  }

  close(): void {
    const { client } = this;
    this.client = undefined;
    client?.end().catch(() => undefined);
  }

  private async look(client: pg.Client): Promise<void> {
    const { watch, writeProbe } = this.settings;
    const { rows } = await client.query<{ isReadOnly: boolean }>(LOOK);
    if (rows[0]?.isReadOnly) return watch.failed('read_only', 'write', new Error('the database is read-only'));
    if (watch.fault?.endsWith !== 'write') return;
    if (writeProbe !== undefined) {
      await client.query('begin');
      await client.query(writeProbe);
      await client.query('rollback');
    }
    watch.wrote();
  }

  /** The connection that is there goes on answering, whatever becomes of the new one. Never fails. */
  private async tryToConnect(): Promise<void> {
    if (this.isConnecting) return;
    this.isConnecting = true;
    try {
      const client = await this.connect();
      await client.end();
    } catch {
      // The watch has learned it from the connection.
    } finally {
      this.isConnecting = false;
    }
  }

  private async connect(): Promise<pg.Client> {
    const { url, applicationName, Client } = this.settings;
    const client = new Client({
      connectionString: url,
      application_name: `${applicationName}-probe`,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
    });
    // It is met where the next question fails.
    client.on('error', () => {
      if (this.client === client) this.client = undefined;
    });
    await client.connect();
    return client;
  }
}

const LOOK = `
select current_setting('transaction_read_only')::boolean as "isReadOnly"
`;

/** 5 s: twice what a server under load was seen to take, and less than a request waits. */
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 5_000;
