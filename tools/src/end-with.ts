import { inspect } from 'node:util';

/**
 * Runs a tool's main function and ends the process with the exit code that it answers, or with 1 and its message when it
 * throws. Messages are written for people; only a fault of the program's own shows its stack.
 */
export async function endWith(main: () => Promise<number>): Promise<never> {
  try {
    process.exit(await main());
  } catch (error) {
    console.error(`\n${isForPeople(error) ? error.message : inspect(error)}`);
    process.exit(1);
  }
}

function isForPeople(error: unknown): error is Error {
  return error instanceof Error && !['TypeError', 'ReferenceError', 'SyntaxError', 'RangeError'].includes(error.name);
}
