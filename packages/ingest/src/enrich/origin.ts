import type { OriginFacts } from "@heliometer/events";
import { classify } from "../channels/classify.ts";
import type { EventBody } from "../events/fields.ts";
import { readCampaign } from "./campaign.ts";
import { readReferrer } from "./referrer.ts";

type OriginFields = Pick<EventBody, "referrer" | "queryString" | "fbclid" | "utmParams">;
export type ReadOrigin = (fields: OriginFields, hostname: string) => OriginFacts;

const KNOWN_MAX = 4_000;
/** Beyond that an address holds something of its own, which does not come again. */
const KNOWN_CHARACTERS_MAX = 512;

/** Reads where a visit came from, of what its page says and of the host of that page. */
export function readOrigin(fields: OriginFields, hostname: string): OriginFacts {
  const referrer = readReferrer(fields.referrer, hostname);
  const { clickIds, ...utm } = readCampaign(fields);
  const { source, channel } = classify({ referrerHost: referrer.host, hostname, clickIds, ...utm });
  return { referrer: referrer.address, referrerHost: referrer.host, source, channel, ...utm };
}

/** The same for many events: most come from the same few places, so what was read is kept, in memory and up to a limit. */
export function createOriginReader(): ReadOrigin {
  const known = new Map<string, OriginFacts>();
  return (fields, hostname) => {
    const { referrer, queryString, fbclid, utmParams } = fields;
    const key = `${hostname}\n${referrer}\n${queryString}\n${fbclid}\n${utmParams ? JSON.stringify(utmParams) : ""}`;
    if (key.length > KNOWN_CHARACTERS_MAX) return readOrigin(fields, hostname);
    let origin = known.get(key);
    if (!origin) {
      if (known.size >= KNOWN_MAX) known.clear();
      origin = readOrigin(fields, hostname);
      known.set(key, origin);
    }
    return origin;
  };
}
