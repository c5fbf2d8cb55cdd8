import { createHmac } from "node:crypto";
import { unmappedAddress } from "@heliometer/core";
import { createSalts, DAY_MS, type SaltOptions } from "./salts.ts";

/** What is known of a visitor whose tracker keeps no id. */
interface Unnamed {
  readonly projectId: string;
  readonly address: string;
  readonly userAgent: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Makes an id that is the same for a visitor all day, and tells nothing about them. */
export type VisitorIdOf = (unnamed: Unnamed) => Promise<string> | string;

export interface Identity {
  readonly visitorIdOf: VisitorIdOf;
  /** Destroys salts that have served; call it at the start and again and again. */
  sweep(): Promise<void>;
}

const ID_CHARACTERS = 32;
const IPV6_GROUPS_KEPT = 3;

/**
 * Ids of visitors without cookies: a keyed hash of project, network and agent under the random number of the day (UTC).
 * As soon as that number is destroyed, nobody can find out any more which address or agent an id was made of.
 */
export function createIdentity(options: SaltOptions): Identity {
  const salts = createSalts(options);
  return {
    sweep: salts.sweep,
    visitorIdOf: async ({ projectId, address, userAgent, now }) => {
      const salt = await salts.of(Math.floor(now / DAY_MS));
      const known = JSON.stringify([projectId, truncate(address), userAgent]);
      return createHmac("sha256", salt).update(known).digest("hex").slice(0, ID_CHARACTERS);
    },
  };
}

/** The /24 of an IPv4 address, the /48 of an IPv6 address: the rest of it takes no part in anything. */
function truncate(address: string): string {
  const plain = unmappedAddress(address);
  if (!plain.includes(":")) return plain.split(".").slice(0, 3).join(".");
  const [head = "", tail] = (plain.split("%", 1)[0] ?? "").split("::");
  const front = head.split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : IPV6_GROUPS_KEPT;
  const groups = [...front, ...new Array<string>(zeros).fill("0")].slice(0, IPV6_GROUPS_KEPT);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
}
