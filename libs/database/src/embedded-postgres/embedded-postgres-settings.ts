export interface EmbeddedPostgresSettings {
  /** Holds the database, its owner's password (0600) and its log; made when missing. One running process per folder. */
  dataDir: string;
  /** Loopback port. Default: a free one, chosen at each start. */
  port?: number;
  /** For tests: never waits for the disk, so a power cut may ruin the database; has connections for many tests at once. */
  isThrowaway?: boolean;
  /** Told what happens, one line each. */
  onLog?: (line: string) => void;
}
