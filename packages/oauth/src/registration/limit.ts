import { type Clock, networkOf } from "@heliometer/core";
import { isSharedByAssistants } from "../networks.ts";
import { RequestRefused } from "../refusal.ts";
import { createWindowLimit } from "../window-limit.ts";

const HOUR_MS = 3_600_000;
/** For all addresses together. */
const TOTAL_FACTOR = 50;
/** Everybody's assistant registers from there, and a new client for each fresh connection (anthropics/claude-ai-mcp#966). */
const SHARED_FACTOR = 10;

/** Refuses registrations above `perHour` from one address, and above a total. */
export interface RegistrationLimit {
  /** Counts one registration. @throws RequestRefused 429 with the seconds to wait */
  count(address: string): void;
}

/** Limits registrations by network; the cloud of a hosted assistant, which many people share, gets ten times as many. */
export function createRegistrationLimit({ perHour, clock }: { perHour: number; clock: Clock }): RegistrationLimit {
  const total = perHour * TOTAL_FACTOR;
  const limit = createWindowLimit({ windowMs: HOUR_MS, perKey: perHour, total, clock });
  return {
    count(address) {
      const wait = limit.count(networkOf(address), isSharedByAssistants(address) ? perHour * SHARED_FACTOR : perHour);
      if (wait === null) return;
      throw new RequestRefused({
        status: 429,
        error: "temporarily_unavailable",
        description:
          "Too many registrations from this address. Keep the client_id of an earlier one, or try again later.",
        retryAfterSeconds: wait,
      });
    },
  };
}
