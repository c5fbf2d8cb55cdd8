import fc from "fast-check";

/** First and last address of networks that are no part of the public internet, in the order of the IANA registry. */
const SPECIAL_IPV4 = [
  ["0.0.0.0", "0.255.255.255"],
  ["10.0.0.0", "10.255.255.255"],
  ["100.64.0.0", "100.127.255.255"],
  ["127.0.0.0", "127.255.255.255"],
  ["169.254.0.0", "169.254.255.255"],
  ["172.16.0.0", "172.31.255.255"],
  ["192.0.0.0", "192.0.0.255"],
  ["192.0.2.0", "192.0.2.255"],
  ["192.88.99.0", "192.88.99.255"],
  ["192.168.0.0", "192.168.255.255"],
  ["198.18.0.0", "198.19.255.255"],
  ["198.51.100.0", "198.51.100.255"],
  ["203.0.113.0", "203.0.113.255"],
  ["224.0.0.0", "255.255.255.255"],
] as const;

const specialIpv4 = fc
  .constantFrom(...SPECIAL_IPV4)
  .chain(([first, last]) => fc.integer({ min: toNumber(first), max: toNumber(last) }))
  .map(toDotted);
const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
const rest = (count: number) => fc.array(group, { minLength: count, maxLength: count });

/** Any spelling of an address that a guarded connection must not go to. */
export const specialAddresses: fc.Arbitrary<string> = fc.oneof(
  specialIpv4,
  // IPv4 in the clothes of IPv6: mapped, compatible, NAT64, 6to4, ISATAP-like.
  fc
    .tuple(fc.constantFrom("::ffff:", "::FFFF:", "0:0:0:0:0:ffff:", "::", "64:ff9b::", "64:ff9b:1::"), specialIpv4)
    .map(([prefix, address]) => `${prefix}${address}`),
  fc
    .tuple(fc.constantFrom("::ffff:", "64:ff9b::", "::"), specialIpv4)
    .map(([prefix, address]) => `${prefix}${toGroups(address)}`),
  fc.tuple(specialIpv4, rest(5)).map(([address, tail]) => `2002:${toGroups(address)}:${tail.join(":")}`),
  // Teredo, unique local, link-local (with an interface too), site-local, multicast, documentation, unspecified.
  fc
    .tuple(
      fc.constantFrom(
        "2001:0",
        "fc00:0",
        "fd00:ec2",
        "fe80:0",
        "febf:1",
        "fec0:0",
        "ff02:0",
        "2001:db8",
        "3fff:0",
        "100:0",
        "5f00:0",
      ),
      rest(6),
    )
    .map(([prefix, tail]) => `${prefix}:${tail.join(":")}`),
  rest(6).map((tail) => `fe80:0:${tail.join(":")}%eth0`),
  fc.constantFrom("::1", "::", "0:0:0:0:0:0:0:1", "localhost", "", "9.9.9.9.9", "0x7f.1", "2130706433", "017700000001"),
);

function toNumber(dotted: string): number {
  return dotted.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

function toDotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

function toGroups(dotted: string): string {
  const value = toNumber(dotted);
  return `${Math.floor(value / 65_536).toString(16)}:${(value % 65_536).toString(16)}`;
}
