export interface FailedLaunch {
  /** What ended it, such as an exit code. */
  why: string;
  /** What the server wrote to its log during this start. */
  log: string;
  logFile: string;
  port: number;
}

/** An error of a server that did not start: the known causes in our words, and always the end of its log. */
export function explainFailedLaunch(failed: FailedLaunch): Error {
  const known = CAUSES.find((cause) => cause.pattern.test(failed.log));
  const headline = known ? known.explain(failed) : `PostgreSQL did not start (${failed.why}).`;
  const tail = failed.log.trim().split('\n').slice(-10).join('\n  ');
  const error = new Error(`${headline}\nThe end of its log (${failed.logFile}):\n  ${tail}`) as LaunchError;
  if (known?.code) error.code = known.code;
  return error;
}

/** The causes that the starter can answer by trying again. */
export type LaunchErrorCode = 'PORT_IN_USE' | 'ALREADY_RUNNING' | 'MEMORY_STILL_IN_USE';

export interface LaunchError extends Error {
  code?: LaunchErrorCode;
}

interface Cause {
  pattern: RegExp;
  code?: LaunchErrorCode;
  explain: (failed: FailedLaunch) => string;
}

const CAUSES: Cause[] = [
  {
    pattern: /could not bind IPv4 address|could not create any TCP\/IP sockets/,
    code: 'PORT_IN_USE',
    explain: ({ port }) => `PostgreSQL could not listen on 127.0.0.1:${port}: another program uses that port.`,
  },
  {
    pattern: /lock file "postmaster\.pid" already exists/,
    code: 'ALREADY_RUNNING',
    explain: () => 'Another PostgreSQL server runs on the same data folder.',
  },
  {
    pattern: /pre-existing shared memory block/,
    code: 'MEMORY_STILL_IN_USE',
    explain: () => 'Processes of an earlier PostgreSQL server on the same data folder are still running.',
  },
  {
    pattern: /No space left on device/,
    explain: () => 'PostgreSQL could not start because the disk is full. Make room and start again; nothing is lost.',
  },
  {
    pattern: /database files are incompatible with server/,
    explain: () =>
      'The data folder was made by another major version of PostgreSQL. Start the Trailkeeper version that made it.',
  },
  {
    pattern: /data directory ".*" has (wrong ownership|invalid permissions)/,
    explain: () => 'The data folder belongs to another user. Start as that user, or choose another DATA_DIR.',
  },
  {
    pattern: /could not map anonymous shared memory|Cannot allocate memory/,
    explain: () => 'PostgreSQL could not start because there is not enough memory (it asks for about 150 MB).',
  },
];
