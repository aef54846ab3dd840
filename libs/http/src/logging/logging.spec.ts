import { describe, expect, it } from '@jest/globals';
import { StartError } from '../app/start-error.js';
import { captureLog } from './capture-log.js';
import { loggableError } from './loggable-error.js';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function aLogger() {
  const log = captureLog();
  return { log, logger: createLogger('sample', { level: 'trace', destination: log.destination }) };
}

describe('the app logger', () => {
  it('writes one JSON object a line with level, time and app', () => {
    const { log, logger } = aLogger();
    logger.info({ rows: 3 }, 'run finished');
    expect(log.lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/Z$/),
        pid: process.pid,
        app: 'sample',
        rows: 3,
        msg: 'run finished',
      },
    ]);
  });

  it('hides what is known to be secret, should anyone log it', () => {
    const { log, logger } = aLogger();
    const secrets = { authorization: 's1', password: 's2', token: 's3' };
    logger.info({ ...secrets, headers: secrets, request: { headers: secrets } }, 'oops');
    expect(log.text()).not.toMatch(/s[123]/);
  });

  it('keeps of an error what finds the fault, and no values', () => {
    const { log, logger } = aLogger();
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (id)=(payload)' });
    logger.error(
      { err: Object.assign(new TypeError('insert failed', { cause }), { parameters: ['payload'] }) },
      'failed',
    );
    expect(log.lines()[0]?.err).toMatchObject({
      type: 'TypeError',
      message: 'insert failed',
      cause: { type: 'Error', code: '23505' },
    });
    expect(log.text()).not.toContain('payload');
  });

  it('survives errors that are their own cause and things that are no errors', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(loggableError(error).message).toBe('loop');
    expect(loggableError('a secret string')).toEqual({ type: 'string', message: 'a thrown string' });
    expect(loggableError(new AggregateError([new Error('one')], 'all')).errors).toMatchObject([{ message: 'one' }]);
  });
});

describe('the Nest logger', () => {
  it('hands on level, context, error and fields, and wiring at debug', () => {
    const { log, logger } = aLogger();
    const nest = new NestLogger(logger);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.warn('careful', 'Runs');
    nest.error(new Error('broken'), undefined, 'Runs');
    nest.error('broken', 'Error: broken\n    at x', 'Runs');
    nest.log({ rows: 1 }, 'Runs');
    nest.error(new StartError('told elsewhere'));
    expect(log.lines()).toMatchObject([
      { level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/x, GET} route' },
      { level: 'warn', context: 'Runs', msg: 'careful' },
      { level: 'error', context: 'Runs', err: { message: 'broken' } },
      { level: 'error', context: 'Runs', msg: 'broken', stack: expect.stringContaining('at x') },
      { level: 'info', context: 'Runs', rows: 1 },
    ]);
    expect(log.lines()).toHaveLength(5);
  });
});
