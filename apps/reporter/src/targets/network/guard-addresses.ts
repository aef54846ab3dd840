import { lookup as lookUpName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { DeliveryError } from '../target-kind.js';
import { isInNetworks, isPublicAddress, networkList } from './public-address.js';

/** Keeps deliveries from addresses that are not public, unless their network is allowed. */
export interface AddressGuard {
  /**
   * Give it as `lookup` to the socket, request or agent that connects: the addresses it checked are the ones connected to,
   * so a name that changes its address in between (DNS rebinding) gains nothing. Fails with a DeliveryError.
   */
  readonly lookup: LookupFunction;
  /** Call it before connecting: for a host that is an address nothing is looked up. Also refuses `localhost`. Throws DeliveryError. */
  checkHost(host: string): void;
}

export interface GuardOptions {
  /** Only the allowed private networks, nothing public: for what is not encrypted. */
  readonly isPrivateOnly?: boolean;
  /** Who knows names; `dns.lookup` but for tests. */
  readonly resolve?: Resolve;
}

export type Resolve = (
  host: string,
  options: { all: true; family: number },
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** A guard that lets through what is public or in one of these networks (CIDR). Brackets around an IPv6 host do no harm. */
export function guardAddresses(
  privateNetworks: readonly string[],
  { isPrivateOnly = false, resolve = lookUpName }: GuardOptions = {},
): AddressGuard {
  const allowed = networkList(privateNetworks);
  const isAllowed = (address: string) => isInNetworks(address, allowed) || (!isPrivateOnly && isPublicAddress(address));
  return {
    checkHost(host) {
      const address = host.replace(/^\[(.*)\]$/, '$1');
      if (isIP(address) !== 0 && !isAllowed(address)) throw refused(address, [address], isPrivateOnly);
      if (LOCALHOST.test(host) && !LOOPBACK.some(isAllowed)) throw refused(host, LOOPBACK, isPrivateOnly);
    },
    lookup(host, options, callback) {
      resolve(host, { all: true, family: familyOf(options.family) }, (error, found = []) => {
        if (error !== null) return callback(unresolved(host, error), '', 0);
        const good = found.filter(({ address }) => isAllowed(address));
        const [first] = good;
        const addresses = found.map(({ address }) => address);
        if (first === undefined) return callback(refused(host, addresses, isPrivateOnly), '', 0);
        if (options.all === true) callback(null, good);
        else callback(null, first.address, first.family);
      });
    },
  };
}

/** A name that is never looked up anywhere else (RFC 6761 6.3). */
const LOCALHOST = /^(.+\.)?localhost\.?$/i;
const LOOPBACK = ['127.0.0.1', '::1'];

function familyOf(family: number | string | undefined): number {
  return family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0;
}

function refused(host: string, addresses: readonly string[], isPrivateOnly: boolean): DeliveryError {
  const isAt =
    addresses.length === 1 && addresses[0] === host ? '' : ` is at ${addresses.join(', ') || 'no address'}, which`;
  const [fault, wayOut] = isPrivateOnly
    ? ['is not in an allowed private network', 'Without encryption only DELIVERY_PRIVATE_NETWORKS are delivered to.']
    : ['is not a public address', 'If files may go there, add its network to DELIVERY_PRIVATE_NETWORKS.'];
  return new DeliveryError(`${host}${isAt} ${fault}. ${wayOut}`);
}

function unresolved(host: string, cause: NodeJS.ErrnoException): DeliveryError {
  const message =
    cause.code === 'ENOTFOUND'
      ? `No address is known for the host ${host}: check the name.`
      : `The address of the host ${host} could not be found (${cause.code ?? 'unknown fault'}): the name server did not answer.`;
  return new DeliveryError(message, { cause });
}
