import { BlockList, isIP } from "node:net";

/** Addresses from which a hosted assistant calls for all of its users (Anthropic's published outbound ranges). */
const ASSISTANTS = new BlockList();
ASSISTANTS.addSubnet("160.79.104.0", 21, "ipv4");
ASSISTANTS.addSubnet("2607:6bc0::", 48, "ipv6");

/** Whether an address belongs to the cloud of an assistant, where one address stands for many people. */
export function isSharedByAssistants(address: string): boolean {
  const plain = unmapped(address);
  const family = isIP(plain);
  return family !== 0 && ASSISTANTS.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** The network that limits count by: IPv4 as it is; IPv6 by its /64, the smallest network that one customer gets. */
export function networkOf(address: string): string {
  const plain = unmapped(address);
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("%", 1)[0]?.split("::") ?? [];
  const front = head.split(":").filter(Boolean);
  const back = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...new Array<string>(zeros).fill("0"), ...back].slice(0, 4).join(":");
}

/** An IPv4 address that an IPv6 socket reports in its mapped form (RFC 4291 2.5.5.2), without the mapping. */
function unmapped(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1] ?? address;
}
