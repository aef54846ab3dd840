import { BlockList, isIP } from 'node:net';

/**
 * Whether an IP address, as text, is one of the public internet: none of the special purposes that IANA registers
 * (RFC 6890), multicast, or of a cloud's metadata. An IPv6 address that stands for an IPv4 one is taken as that one.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !NOT_PUBLIC.check(address, 'ipv4');
    case 6:
      if (MAPPED.check(address, 'ipv6')) return !NOT_PUBLIC.check(address, 'ipv6');
      return GLOBAL_UNICAST.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Networks as `DELIVERY_PRIVATE_NETWORKS` lists them, to check addresses against. */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const type = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(bits), type);
  }
  return list;
}

/** Whether an IP address is in one of these networks; text that is no address is in none. */
export function isInNetworks(address: string, networks: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && networks.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

// Node takes an IPv4 address and the IPv6 one it is mapped to (RFC 4291 2.5.5.2) as the same.
const MAPPED = networkList(['::ffff:0:0/96']);

/** All that is handed out of IPv6; what lies outside is loopback, link-local, unique-local, multicast, NAT64 or reserved. */
const GLOBAL_UNICAST = networkList(['2000::/3']);

const NOT_PUBLIC = networkList([
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private (RFC 1918)
  '100.64.0.0/10', // carrier-grade NAT (RFC 6598); metadata of Alibaba Cloud
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // metadata of Azure, on an address that looks public
  '169.254.0.0/16', // link-local; metadata of most clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; metadata of Oracle Cloud
  '192.0.2.0/24', // documentation (RFC 5737)
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved; broadcast
  '2001::/23', // protocol assignments; Teredo, which carries IPv4
  '2001:db8::/32', // documentation (RFC 3849)
  '2002::/16', // 6to4, which carries IPv4
  '3fff::/20', // documentation (RFC 9637)
]);
