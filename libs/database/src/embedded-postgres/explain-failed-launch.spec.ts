import { describe, expect, it } from '@jest/globals';
import { explainFailedLaunch, type LaunchError } from './explain-failed-launch.js';

const launch = { why: 'exit code 1', logFile: '/data/postgres.log', port: 5555 };

describe('explainFailedLaunch', () => {
  it.each([
    ['FATAL:  could not create any TCP/IP sockets', '127.0.0.1:5555', 'PORT_IN_USE'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'Another PostgreSQL server', 'ALREADY_RUNNING'],
    ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'still running', 'MEMORY_STILL_IN_USE'],
    ['FATAL:  could not write to file "pg_wal/xlogtemp.9": No space left on device', 'disk is full', undefined],
    ['FATAL:  database files are incompatible with server', 'another major version', undefined],
    ['FATAL:  data directory "/data" has wrong ownership', 'belongs to another user', undefined],
    ['FATAL:  could not map anonymous shared memory', 'not enough memory', undefined],
    ['something new', 'did not start (exit code 1)', undefined],
  ])('says for "%s": %s', (log, message, code) => {
    const error: LaunchError = explainFailedLaunch({ ...launch, log });
    expect(error.message).toContain(message);
    expect(error.message).toContain(log);
    expect(error.message).toContain('/data/postgres.log');
    expect(error.code).toBe(code);
  });
});
