import { BlockList, isIP } from "node:net";

/** Networks that are no part of the public internet, or that lead out of it (IANA special-purpose registries). */
const IPV4_REFUSED = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared by carriers; Alibaba's instance metadata
  ["127.0.0.0", 8], // loopback
  ["168.63.129.16", 32], // Azure's host agent: public in form, reachable from every machine there
  ["169.254.0.0", 16], // link-local; instance metadata of most clouds
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.31.196.0", 24], // AS112
  ["192.52.193.0", 24], // AMT
  ["192.88.99.0", 24], // 6to4 relay
  ["192.168.0.0", 16], // private
  ["192.175.48.0", 24], // AS112
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
] as const;

/** Of IPv6 only 2000::/3 is global; this is what is special within it. All else (mapped, NAT64, ULA …) is outside. */
const IPV6_REFUSED = [
  ["2001::", 23], // protocol assignments, Teredo
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4: any IPv4 address in other clothes
  ["2620:4f:8000::", 48], // AS112
  ["3fff::", 20], // documentation
] as const;

const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet("2000::", 3, "ipv6");
const REFUSED = new BlockList();
for (const [network, prefix] of IPV4_REFUSED) REFUSED.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of IPV6_REFUSED) REFUSED.addSubnet(network, prefix, "ipv6");

/** Whether an address lies in the public internet, so that connecting to it reaches nothing of the operator's own. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !REFUSED.check(address, "ipv4");
    case 6:
      // An interface's name behind the address is for link-local ones alone.
      return !address.includes("%") && GLOBAL_IPV6.check(address, "ipv6") && !REFUSED.check(address, "ipv6");
    default:
      return false;
  }
}
