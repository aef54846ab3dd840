export interface SystemSettings {
  /** Holds the keys made at the first start and, without `databaseUrl`, the embedded database. Made when missing. */
  dataDir: string;
  /** Of the owner of an existing database. Default: an embedded PostgreSQL below `dataDir`. */
  databaseUrl?: string | undefined;
  /** What both apps listen on. Default 127.0.0.1. */
  host?: string | undefined;
  /** 0: any free port. */
  collectorPort: number;
  reporterPort: number;
  /** At least 16 characters. Default: made at the first start and kept in `dataDir`. */
  adminToken?: string | undefined;
  ingestKey?: string | undefined;
  secretKey?: string | undefined;
  /** Where the apps' other settings are taken from, such as LOG_LEVEL; `app-environment.ts` lists which. */
  environment?: NodeJS.ProcessEnv | undefined;
  /** What to run as the apps. Default: their built main.js. */
  entries?: { collector: string; reporter: string };
  /** Ends a start that is still under way. */
  signal?: AbortSignal | undefined;
  /** Told what happens, one line each. */
  onLog?: (line: string) => void;
}

export interface RunningSystem {
  collectorUrl: string;
  reporterUrl: string;
  adminToken: string;
  ingestKey: string;
  /** Where the two are kept; undefined for one that was given. */
  adminTokenFile: string | undefined;
  ingestKeyFile: string | undefined;
  /** Of the database's owner. Holds a password. */
  ownerDatabaseUrl: string;
  processes: { name: string; pid: number }[];
  /** Resolves with the reason when a part ends, wanted or not. After an unwanted end call `stop()`. */
  ended: Promise<string>;
  /** Stops the apps after their running requests, then the embedded database. May be called again, more sternly. */
  stop(how?: How): Promise<void>;
}

export interface How {
  /** Without waiting for what is under way. */
  isImmediate: boolean;
}
