import { describe, expect, it } from '@jest/globals';
import { isInNetworks, isPublicAddress, networkList } from './public-address.js';

describe('an address', () => {
  it.each([
    ...['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.15.255.255', '172.32.0.0', '168.63.129.15'],
    ...['223.255.255.255', '2606:4700:4700::1111', '2a00:1450::1', '::ffff:8.8.8.8', '::ffff:808:808'],
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.0', '100.100.100.200', '127.0.0.1', '127.255.255.255'],
    ...['168.63.129.16', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.168.1.1'],
    ...['192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%lo', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '2001::1'],
    ...['2002:7f00:1::', '64:ff9b::7f00:1', '64:ff9b::808:808', '3fff::1', '100::1', '::127.0.0.1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a00:1', '::ffff:169.254.169.254'],
    ...['', 'localhost', '8.8.8', '127.1', '2130706433', '[::1]'],
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a list of networks', () => {
  const networks = networkList(['10.1.0.0/16', '192.168.7.7', 'fd00:1::/32']);

  it.each(['10.1.2.3', '::ffff:10.1.2.3', '192.168.7.7', 'fd00:1::5'])('holds %s', (address) => {
    expect(isInNetworks(address, networks)).toBe(true);
  });

  it.each(['10.2.0.1', '192.168.7.8', 'fd00:2::5', '8.8.8.8', 'host', ''])('does not hold %s', (address) => {
    expect(isInNetworks(address, networks)).toBe(false);
  });
});
