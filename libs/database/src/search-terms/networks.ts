import { isIPv4, isIPv6 } from 'node:net';

/** An address or a network, as producers write them. */
export interface Network {
  /** In one spelling: IPv6 as eight groups without leading zeros. */
  address: string;
  /** The address cut at octets (IPv4) or groups (IPv6). */
  parts: string[];
  /** How many bits of it are given: 32 or 128 for one address. */
  bits: number;
  version: 4 | 6;
}

/**
 * Reads `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`; undefined for anything else, also a zone (`fe80::1%eth0`). The SQL
 * function `address_within` reads the same.
 */
export function maybeNetwork(text: string): Network | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  if (rest.length > 0 || (bits !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(bits))) return undefined;
  if (isIPv4(address)) return networkOf(4, address.split('.'), bits);
  return isIPv6(address) && !address.includes('%') ? networkOf(6, groupsOf(address), bits) : undefined;
}

/** The parts of what may be a list of addresses: cut at its commas, without the ASCII blanks around each. */
export function addressesOf(list: string): string[] {
  return list.split(',').map((part) => part.replace(BLANKS_AROUND, ''));
}

/** Of ASCII: what others are is for each Unicode version and locale to say. */
const BLANKS_AROUND = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;

/**
 * The networks around an address that are worth a term, as texts, narrowest first: of 64, 48 and 32 bits (IPv6), of 24, 16
 * and 8 (IPv4). Of a network only those that hold all of it.
 */
export function networksAround({ version, parts, bits }: Network): string[] {
  return TERM_SIZES[version].filter((size) => size.bits <= bits).map((size) => parts.slice(0, size.parts).join('.'));
}

const TERM_SIZES = {
  4: [
    { bits: 24, parts: 3 },
    { bits: 16, parts: 2 },
    { bits: 8, parts: 1 },
  ],
  6: [
    { bits: 64, parts: 4 },
    { bits: 48, parts: 3 },
    { bits: 32, parts: 2 },
  ],
};

function networkOf(version: 4 | 6, parts: string[], bits: string | undefined): Network | undefined {
  const most = version === 4 ? 32 : 128;
  const given = bits === undefined ? most : Number(bits);
  const address = parts.join(version === 4 ? '.' : ':');
  return given <= most ? { address, parts, bits: given, version } : undefined;
}

/** The URL standard's parser writes hexadecimal groups without leading zeros, and the longest run of zeros as `::`. */
function groupsOf(ipv6: string): string[] {
  const short = new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
  const [left = '', right] = short.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}
