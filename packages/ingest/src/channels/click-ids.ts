/** What a click id proves about the click that added it. */
export type ClickSense = "paid_search" | "paid_social" | "display" | "affiliate" | "email" | "search" | "social";

export interface ClickId {
  /** The parameter's name in lower case. */
  readonly name: string;
  readonly sense: ClickSense;
  /** The name of a site in `sites.ts`, or of a network that has no pages of its own. */
  readonly source: string;
}

/** Parameters that networks add to the address of the page that is opened. Where two come, the first of this list counts. */
export const CLICK_IDS: readonly ClickId[] = [
  { name: "dclid", sense: "display", source: "Google Display" },
  { name: "gclid", sense: "paid_search", source: "Google" },
  { name: "gbraid", sense: "paid_search", source: "Google" },
  { name: "wbraid", sense: "paid_search", source: "Google" },
  { name: "gad_source", sense: "paid_search", source: "Google" },
  { name: "msclkid", sense: "paid_search", source: "Bing" },
  { name: "yclid", sense: "paid_search", source: "Yandex" },
  { name: "ttclid", sense: "paid_social", source: "TikTok" },
  { name: "twclid", sense: "paid_social", source: "X" },
  { name: "li_fat_id", sense: "paid_social", source: "LinkedIn" },
  { name: "rdt_cid", sense: "paid_social", source: "Reddit" },
  { name: "sccid", sense: "paid_social", source: "Snapchat" },
  { name: "qclid", sense: "paid_social", source: "Quora" },
  { name: "ndclid", sense: "paid_social", source: "Nextdoor" },
  { name: "tblci", sense: "display", source: "Taboola" },
  { name: "dicbo", sense: "display", source: "Outbrain" },
  { name: "obclid", sense: "display", source: "Outbrain" },
  { name: "irclickid", sense: "affiliate", source: "Impact" },
  { name: "cjevent", sense: "affiliate", source: "CJ" },
  { name: "awc", sense: "affiliate", source: "Awin" },
  { name: "sscid", sense: "affiliate", source: "ShareASale" },
  { name: "ransiteid", sense: "affiliate", source: "Rakuten" },
  { name: "mc_cid", sense: "email", source: "Mailchimp" },
  { name: "mc_eid", sense: "email", source: "Mailchimp" },
  { name: "_kx", sense: "email", source: "Klaviyo" },
  { name: "_hsenc", sense: "email", source: "HubSpot" },
  { name: "mkt_tok", sense: "email", source: "Marketo" },
  { name: "vero_id", sense: "email", source: "Vero" },
  { name: "ysclid", sense: "search", source: "Yandex" },
  { name: "srsltid", sense: "search", source: "Google" },
  // Meta and Pinterest add theirs to links in ordinary posts, too: they prove the site, not the payment.
  { name: "fbclid", sense: "social", source: "Facebook" },
  { name: "igshid", sense: "social", source: "Instagram" },
  { name: "igsh", sense: "social", source: "Instagram" },
  { name: "epik", sense: "social", source: "Pinterest" },
];

export const CLICK_ID_NAMES: ReadonlySet<string> = new Set(CLICK_IDS.map(({ name }) => name));
