import { runInThisContext } from 'node:vm';

/** The environment that Node itself reads: that of a test file is a copy of it. */
export const realEnvironment = (runInThisContext('process') as NodeJS.Process).env;
