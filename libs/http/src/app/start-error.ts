/** A fault of the surroundings (settings, a port in use) that stops the start: told in plain words, without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}
