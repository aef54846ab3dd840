/** Whether an error came from the operating system, such as a disk that cannot be read, and not from what was read. */
export function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error; // zlib's errors have a code, but no system call
}
