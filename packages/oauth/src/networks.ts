import { BlockList, isIP } from "node:net";
import { unmappedAddress } from "@heliometer/core";

/** Addresses from which a hosted assistant calls for all of its users (Anthropic's published outbound ranges). */
const ASSISTANTS = new BlockList();
ASSISTANTS.addSubnet("160.79.104.0", 21, "ipv4");
ASSISTANTS.addSubnet("2607:6bc0::", 48, "ipv6");

/** Whether an address belongs to the cloud of an assistant, where one address stands for many people. */
export function isSharedByAssistants(address: string): boolean {
  const plain = unmappedAddress(address);
  const family = isIP(plain);
  return family !== 0 && ASSISTANTS.check(plain, family === 4 ? "ipv4" : "ipv6");
}
