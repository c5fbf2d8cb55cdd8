import type { Channel } from "@heliometer/core";
import { CLICK_IDS, type ClickId } from "./click-ids.ts";
import { findSiteByHost, findSiteByName, findSiteByTag, SITES } from "./find-site.ts";
import { isSameSite, plainHost } from "./hosts.ts";
import { RULES, type Rule } from "./rules.ts";
import type { Site, SiteKind } from "./site.ts";

/** What is known of how a visit began. '' for what is not; `clickIds` are names of parameters in lower case. */
export interface Touch {
  readonly referrerHost: string;
  readonly utmSource: string;
  readonly utmMedium: string;
  readonly utmCampaign: string;
  readonly clickIds: readonly string[];
  /** The host of the visited page: its own site as a referrer is none. */
  readonly hostname: string;
}

/** Where a visit came from, as reports name it. */
export interface TrafficOrigin {
  readonly source: string;
  readonly channel: Channel;
}

/** A touch with what the lists know of it. */
interface KnownTouch extends Touch {
  readonly taggedSite: Site | null;
  readonly clickId: ClickId | null;
  readonly referringSite: Site | null;
  readonly kind: SiteKind | null;
}

const DIRECT: TrafficOrigin = { source: "Direct / None", channel: "Direct" };
const SOURCE_NOT_SET = "(not set)";
const SITE_BY_NAME: ReadonlyMap<string, Site> = new Map(SITES.map((site) => [site.name, site]));

/** Names source and channel of a visit by the first rule that holds. Never throws; the same touch has the same name. */
export function classify(touch: Touch): TrafficOrigin {
  const known = recognise(touch);
  const rule = RULES.find((candidate) => holds(candidate, known));
  return rule ? { source: sourceOf(known), channel: rule.channel } : DIRECT;
}

/**
 * The same for a source of which only the name is known, as exports of other tools have it: it counts as a referrer of that
 * name. Campaign fields beside it count as ever.
 */
export function classifyName(name: string, touch: Omit<Touch, "referrerHost">): TrafficOrigin {
  const site = findSiteByName(name);
  const known = recognise({ ...touch, referrerHost: "" });
  const named = { ...known, referrerHost: name, referringSite: site, kind: known.kind ?? site?.kind ?? null };
  const rule = RULES.find((candidate) => holds(candidate, named));
  return rule ? { source: sourceOf(named), channel: rule.channel } : DIRECT;
}

function recognise(touch: Touch): KnownTouch {
  const referrerHost = isSameSite(touch.referrerHost, touch.hostname) ? "" : plainHost(touch.referrerHost);
  const taggedSite = findSiteByTag(touch.utmSource);
  const referringSite = findSiteByHost(referrerHost);
  const clickId = CLICK_IDS.find(({ name }) => touch.clickIds.includes(name)) ?? null;
  const clickedSite = clickId && SITE_BY_NAME.get(clickId.source);
  const kind = taggedSite?.kind ?? clickedSite?.kind ?? referringSite?.kind ?? null;
  return { ...touch, referrerHost, taggedSite, referringSite, clickId, kind };
}

function holds(rule: Rule, touch: KnownTouch): boolean {
  return (
    (!rule.medium || rule.medium.test(touch.utmMedium)) &&
    (!rule.source || rule.source.test(touch.utmSource)) &&
    (!rule.click || rule.click === touch.clickId?.sense) &&
    (!rule.kind || rule.kind === touch.kind) &&
    (!rule.tagged || (touch.utmSource || touch.utmMedium || touch.utmCampaign) !== "") &&
    (!rule.referred || touch.referrerHost !== "")
  );
}

function sourceOf(touch: KnownTouch): string {
  if (touch.utmSource) return touch.taggedSite?.name ?? touch.utmSource;
  const referrer = touch.referringSite?.name ?? touch.referrerHost;
  if (!touch.clickId) return referrer || SOURCE_NOT_SET;
  // A click id that only proves a network's link leaves the word to a referrer that is known to be of that kind.
  const isProof = touch.clickId.sense !== "social" && touch.clickId.sense !== "search";
  return isProof || touch.referringSite?.kind !== touch.clickId.sense ? touch.clickId.source : referrer;
}
