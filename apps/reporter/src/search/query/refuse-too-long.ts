import { ApiError } from '@trailkeeper/http';

/**
 * Refuses parameters (name and values) that would not fit into an address: ApiError 400 `invalid_request`, which names the
 * one that takes most. Each is counted as the client writes it that percent-encodes all but letters, digits and `-._`.
 */
export function refuseTooLong(parameters: readonly (readonly [name: string, values: readonly string[]])[]): void {
  const lengths = parameters.map(([name, values]) => ({ name, length: lengthInAddress(name, values) }));
  const total = lengths.reduce((sum, { length }) => sum + length, 0);
  if (total <= MAX_LENGTH) return;
  const largest = lengths.reduce((most, one) => (one.length > most.length ? one : most));
  const message =
    `The parameters of the search take ${written(total)} characters of an address, percent-encoded, and may take ` +
    `${written(MAX_LENGTH)}. Most of them are of "${largest.name}" (${written(largest.length)}): give fewer or shorter ` +
    `values, or ask for some of them at a time.`;
  throw new ApiError('invalid_request', 400, message, { errors: [{ field: largest.name, message }] });
}

/** 12,000 of the 16,384 bytes that Node takes as address and headers: the rest is for times, a cursor and headers. */
const MAX_LENGTH = 12_000;

/** Of `name=value&` for each value. */
function lengthInAddress(name: string, values: readonly string[]): number {
  return values.reduce((sum, value) => sum + name.length + 2 + encoded(value).length, 0);
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, '%00');
}

function written(count: number): string {
  return count.toLocaleString('en');
}
