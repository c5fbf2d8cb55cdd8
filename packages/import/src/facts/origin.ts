import type { OriginFacts } from "@heliometer/events";
import { classify, classifyName, readCampaign, readReferrer } from "@heliometer/ingest";
import { createMemo } from "./memo.ts";

/** What an export says of how a visit came. */
export interface Touch {
  /** An address or a host; the site's own is none. */
  readonly referrer?: string;
  /** The host of the visited page. */
  readonly hostname?: string;
  /** Behind the question mark of the visited page: campaign fields and click ids are read from it. */
  readonly query?: string;
  /** Campaign fields that stand by themselves; they count before those of the query. */
  readonly utm?: Readonly<Partial<Record<`utm_${"source" | "medium" | "campaign" | "term" | "content"}`, string>>>;
  /** What the other tool calls the source. It counts where neither referrer nor campaign is known. */
  readonly name?: string;
}

const remember = createMemo<OriginFacts>();

/** Source and channel by this product's rules, as if the visit had come today. */
export function originOf(touch: Touch): OriginFacts {
  return remember(JSON.stringify(touch), () => workOut(touch));
}

function workOut({ referrer = "", hostname = "", query = "", utm = {}, name = "" }: Touch): OriginFacts {
  const { address, host } = readReferrer(referrer, hostname);
  const { clickIds, ...campaign } = readCampaign({ queryString: query, fbclid: "", utmParams: { ...utm } });
  const known = host !== "" || campaign.utmSource !== "" || clickIds.length > 0;
  const touch = { referrerHost: host, hostname, clickIds, ...campaign };
  const origin = known || name === "" ? classify(touch) : classifyName(name, touch);
  return { referrer: address, referrerHost: host, ...origin, ...campaign };
}
