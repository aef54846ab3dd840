import { describe, expect, it } from '@jest/globals';
import { runFault } from './run-fault.js';

describe('runFault', () => {
  it.each([
    [Object.assign(new Error('secret row'), { code: '57014' }), true],
    [Object.assign(new Error('x'), { code: '40001' }), true],
    [Object.assign(new Error('x'), { code: '53300' }), true],
    [Object.assign(new Error('x'), { code: '25P03' }), true],
    [Object.assign(new Error('x'), { code: '25P02' }), false],
    [Object.assign(new Error('connect to 10.0.0.1'), { code: 'ECONNREFUSED' }), true],
    [new Error('Connection terminated unexpectedly'), true],
    [new Error('timeout exceeded when trying to connect'), true],
    [Object.assign(new Error('x'), { code: '42P01' }), false],
    [new TypeError('cannot read password=hunter2'), false],
    ['thrown text', false],
  ])('of %p may pass: %p', (error, mayPass) => {
    const fault = runFault(error);
    expect(fault.mayPass).toBe(mayPass);
    expect(fault.reason).not.toMatch(/secret row|hunter2|10\.0\.0\.1|thrown text/);
  });
});
