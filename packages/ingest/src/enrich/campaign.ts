import { CLICK_ID_NAMES } from "../channels/click-ids.ts";
import { UTM_CHARACTERS_MAX } from "../limits.ts";
import { cut } from "./text.ts";

/** What the page's address says of the campaign; '' for none. `clickIds`: names in lower case, never their values. */
export interface Campaign {
  readonly utmSource: string;
  readonly utmMedium: string;
  readonly utmCampaign: string;
  readonly utmTerm: string;
  readonly utmContent: string;
  readonly clickIds: readonly string[];
}

interface CampaignFields {
  queryString: string;
  fbclid: string;
  utmParams?: Readonly<Record<string, string>> | null | undefined;
}

/** Reads UTM fields from `utmParams` and, where those are silent, from the query string; and which click ids came. */
export function readCampaign({ queryString, fbclid, utmParams }: CampaignFields): Campaign {
  const query = new URLSearchParams(queryString);
  const utm = (name: string) => cut((utmParams?.[name] || query.get(name) || "").trim(), UTM_CHARACTERS_MAX);
  const clickIds = new Set<string>(fbclid ? ["fbclid"] : []);
  for (const [name, value] of query) {
    const known = name.toLowerCase();
    if (value && CLICK_ID_NAMES.has(known)) clickIds.add(known);
  }
  return {
    utmSource: utm("utm_source"),
    utmMedium: utm("utm_medium"),
    utmCampaign: utm("utm_campaign"),
    utmTerm: utm("utm_term"),
    utmContent: utm("utm_content"),
    clickIds: [...clickIds],
  };
}
