import type { Channel } from "@heliometer/core";
import type { ClickSense } from "./click-ids.ts";
import type { SiteKind } from "./site.ts";

/** Rises whenever a rule or a list changes what a visit is called: stored visits keep the name of their day. */
export const CHANNEL_RULES_VERSION = 1;

/** A rule holds when everything that it names is so. The first rule of the list that holds decides. */
export interface Rule {
  readonly channel: Channel;
  /** The visit's `utm_medium`. */
  readonly medium?: RegExp;
  /** The visit's `utm_source`. */
  readonly source?: RegExp;
  /** A click id of this meaning came. */
  readonly click?: ClickSense;
  /** The campaign's source, the click id's network or the referrer is such a site. */
  readonly kind?: SiteKind;
  /** Any of `utm_source`, `utm_medium`, `utm_campaign` came. */
  readonly tagged?: true;
  /** A foreign referrer came. */
  readonly referred?: true;
}

const PAID =
  /^(?:cp[acmv]|cpv|cpe|ppc|pay[-_ ]?per[-_ ]?click|retargeting|remarketing|paid|ads?|advert(?:ising|isement)?|paid[-_ ].*)$/i;
const PAID_SOCIAL = /^(?:paid[-_ ]?social(?:[-_ ]?media)?|social[-_ ]?(?:paid|ads?|cpc)|cpc[-_ ]?social)$/i;
const PAID_SEARCH = /^(?:paid[-_ ]?search|search[-_ ]?(?:paid|ads?|cpc)|sem|sea|cpc[-_ ]?search)$/i;
const DISPLAY = /^(?:display|banners?|expandable|interstitial|programmatic|native(?:[-_ ]?ads?)?|rich[-_ ]?media)$/i;
const AFFILIATE = /^(?:affiliates?|affiliation|aff)$/i;
const EMAIL = /^(?:e[-_ ]?mails?|(?:e[-_ ]?mail[-_ ]?)?newsletters?|mailings?)$/i;
const SOCIAL = /^(?:social|organic[-_ ]?social|social[-_ ]?(?:organic|network|media|post|profile)|sm)$/i;
const SEARCH = /^(?:organic|organic[-_ ]?search|seo)$/i;
const ASSISTANT = /^(?:ai|llm|chat[-_ ]?bot|ai[-_ ](?:assistant|chat|search|referral))$/i;
const EMAIL_SOURCE = /^(?:e[-_ ]?mails?|.*newsletter.*|mailings?)$/i;

/**
 * The channel of a visit. What a campaign says of itself stands above what a click id proves, because advertising
 * networks add theirs to banners and searches alike; payment stands above the site; a site stands above a bare tag.
 */
export const RULES: readonly Rule[] = [
  { channel: "Display", medium: DISPLAY },
  { channel: "Affiliates", medium: AFFILIATE },
  { channel: "Email", medium: EMAIL },
  { channel: "Paid Social", medium: PAID_SOCIAL },
  { channel: "Paid Search", medium: PAID_SEARCH },
  { channel: "Affiliates", click: "affiliate" },
  { channel: "Display", click: "display" },
  { channel: "Paid Search", click: "paid_search" },
  { channel: "Paid Social", click: "paid_social" },
  { channel: "Paid Social", medium: PAID, kind: "social" },
  { channel: "Paid Search", medium: PAID, kind: "search" },
  { channel: "Display", medium: PAID, kind: "display" },
  { channel: "Affiliates", medium: PAID, kind: "affiliate" },
  { channel: "Display", medium: /^cpm$/i },
  { channel: "Campaign", medium: PAID },
  { channel: "Organic Social", medium: SOCIAL },
  { channel: "AI Assistants", medium: ASSISTANT },
  { channel: "AI Assistants", kind: "assistant" },
  { channel: "Email", click: "email" },
  { channel: "Email", source: EMAIL_SOURCE },
  { channel: "Email", kind: "email" },
  { channel: "Organic Search", medium: SEARCH },
  { channel: "Organic Social", kind: "social" },
  { channel: "Organic Search", kind: "search" },
  { channel: "Display", kind: "display" },
  { channel: "Affiliates", kind: "affiliate" },
  { channel: "Referral", medium: /^referral$/i },
  { channel: "Campaign", tagged: true },
  { channel: "Referral", referred: true },
];
