import { DeliveryError } from '../target-kind.js';
import type { AddressGuard } from './guard-addresses.js';

/**
 * Why the guard would let no delivery to this host through, as far as name servers tell within 3 seconds; undefined: it would,
 * or it is not known now. A name may lead elsewhere by the time of a delivery, which is guarded on its own.
 */
export function maybeNameFault(guard: AddressGuard, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), WAIT_MS);
    guard.lookup(host.replace(/^\[(.*)\]$/, '$1'), { all: true }, (error) => {
      clearTimeout(timer);
      const isRefused = error instanceof DeliveryError && error.cause === undefined;
      resolve(isRefused ? error.message : undefined);
    });
  });
}

const WAIT_MS = 3_000;
