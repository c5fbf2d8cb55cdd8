import type { Clock } from "@heliometer/core";
import { RequestRefused } from "../refusal.ts";

const HOUR_MS = 3_600_000;
const ADDRESSES_MAX = 10_000;
const TOTAL_PER_HOUR = 1_000;
const EVERYBODY = "everybody";

/** Refuses registrations above `perHour` from one address, and above a total. */
export interface RegistrationLimit {
  /** Counts one registration. @throws RequestRefused 429 with the seconds to wait */
  count(address: string): void;
}

/** A sliding window of one hour in memory; each process counts for itself. */
export function createRegistrationLimit({ perHour, clock }: { perHour: number; clock: Clock }): RegistrationLimit {
  const instants = new Map<string, number[]>();

  function recent(key: string): number[] {
    return (instants.get(key) ?? []).filter((instant) => instant > clock() - HOUR_MS);
  }

  function count(address: string): void {
    const key = networkOf(address);
    const own = recent(key);
    const total = recent(EVERYBODY);
    refuseAbove(perHour, own, clock());
    refuseAbove(TOTAL_PER_HOUR, total, clock());
    // Deleting first keeps the map in the order of last use, so that the oldest address is the one to forget.
    instants.delete(key);
    instants.set(key, [...own, clock()]);
    instants.set(EVERYBODY, [...total, clock()]);
    for (const oldest of instants.keys()) {
      if (instants.size <= ADDRESSES_MAX) break;
      if (oldest !== EVERYBODY) instants.delete(oldest);
    }
  }

  return { count };
}

function refuseAbove(limit: number, instants: readonly number[], now: number): void {
  const oldest = instants[instants.length - limit];
  if (oldest === undefined) return;
  throw new RequestRefused({
    status: 429,
    error: "temporarily_unavailable",
    description: "Too many registrations from this address. Keep the client_id of an earlier one, or try again later.",
    retryAfterSeconds: Math.max(1, Math.ceil((oldest + HOUR_MS - now) / 1000)),
  });
}

/** IPv4 as it is; IPv6 by its /64, the smallest network that one customer gets. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const front = head.split(":").filter(Boolean);
  const back = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...new Array<string>(zeros).fill("0"), ...back].slice(0, 4).join(":");
}
