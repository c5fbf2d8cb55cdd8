import { createHmac, randomBytes } from "node:crypto";
import { networkOf } from "@heliometer/core";

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

const DAY_MS = 86_400_000;
const SALT_BYTES = 32;

/** Ids under a salt of the day, which lies in this process's memory alone and is gone with the day. */
export function createDailyIds(): VisitorIdOf {
  let salt = { day: 0, key: randomBytes(SALT_BYTES) };
  return ({ projectId, address, userAgent, now }) => {
    const day = Math.floor(now / DAY_MS);
    if (salt.day !== day) salt = { day, key: randomBytes(SALT_BYTES) };
    const known = JSON.stringify([projectId, networkOf(address), userAgent]);
    return createHmac("sha256", salt.key).update(known).digest("hex").slice(0, SALT_BYTES);
  };
}
