import { type Draw, drawFrom } from "./random.ts";

/** Where a visit came from, as ingest would have named it, and what kind of page it tends to open. */
export interface Source {
  readonly source: string;
  readonly channel: string;
  readonly referrer: string;
  readonly referrerHost: string;
  readonly utmSource: string;
  readonly utmMedium: string;
  readonly utmCampaign: string;
  readonly utmTerm: string;
  readonly utmContent: string;
  readonly landing: Landing;
}

export type Landing = "home" | "guide" | "product" | "collection";

const PLAIN = {
  referrer: "",
  referrerHost: "",
  utmSource: "",
  utmMedium: "",
  utmCampaign: "",
  utmTerm: "",
  utmContent: "",
} as const;

interface Weighted {
  readonly weight: number;
  readonly source: Source;
}

const direct = (weight: number, landing: Landing): Weighted => ({
  weight,
  source: { ...PLAIN, source: "Direct / None", channel: "Direct", landing },
});

type ReferredFrom = Pick<Source, "source" | "channel" | "referrer" | "landing">;

const referred = (weight: number, from: ReferredFrom): Weighted => ({
  weight,
  source: { ...PLAIN, ...from, referrerHost: new URL(from.referrer).host.replace(/^www\./, "") },
});

type Tagged = Pick<Source, "source" | "channel" | "utmSource" | "utmMedium" | "utmCampaign" | "landing"> &
  Partial<Source>;

const tagged = (weight: number, from: Tagged): Weighted => ({ weight, source: { ...PLAIN, ...from } });

const SEARCH = "Organic Search";
const SOCIAL = "Organic Social";
const ASSISTANTS = "AI Assistants";

const REFERRED: readonly Weighted[] = [
  referred(15, { source: "Google", channel: SEARCH, referrer: "https://www.google.com/", landing: "guide" }),
  referred(11, { source: "Google", channel: SEARCH, referrer: "https://www.google.com/", landing: "product" }),
  referred(2.6, { source: "Bing", channel: SEARCH, referrer: "https://www.bing.com/", landing: "product" }),
  referred(1.9, { source: "DuckDuckGo", channel: SEARCH, referrer: "https://duckduckgo.com/", landing: "guide" }),
  referred(0.7, { source: "Ecosia", channel: SEARCH, referrer: "https://www.ecosia.org/", landing: "guide" }),
  referred(3.4, { source: "ChatGPT", channel: ASSISTANTS, referrer: "https://chatgpt.com/", landing: "product" }),
  referred(1.8, { source: "Claude", channel: ASSISTANTS, referrer: "https://claude.ai/", landing: "guide" }),
  referred(1.6, {
    source: "Perplexity",
    channel: ASSISTANTS,
    referrer: "https://www.perplexity.ai/",
    landing: "guide",
  }),
  referred(0.6, { source: "Gemini", channel: ASSISTANTS, referrer: "https://gemini.google.com/", landing: "guide" }),
  referred(0.4, { source: "Mistral", channel: ASSISTANTS, referrer: "https://chat.mistral.ai/", landing: "guide" }),
  referred(2.4, { source: "Reddit", channel: SOCIAL, referrer: "https://www.reddit.com/", landing: "guide" }),
  referred(2.1, { source: "LinkedIn", channel: SOCIAL, referrer: "https://www.linkedin.com/", landing: "guide" }),
  referred(2, { source: "X", channel: SOCIAL, referrer: "https://t.co/", landing: "product" }),
  referred(1.4, { source: "Instagram", channel: SOCIAL, referrer: "https://l.instagram.com/", landing: "collection" }),
  referred(1.2, { source: "YouTube", channel: SOCIAL, referrer: "https://www.youtube.com/", landing: "product" }),
  referred(1.1, { source: "Facebook", channel: SOCIAL, referrer: "https://l.facebook.com/", landing: "collection" }),
  referred(0.8, {
    source: "Hacker News",
    channel: SOCIAL,
    referrer: "https://news.ycombinator.com/item",
    landing: "guide",
  }),
  referred(1.5, { source: "GitHub", channel: "Referral", referrer: "https://github.com/", landing: "guide" }),
  referred(0.7, { source: "Wikipedia", channel: "Referral", referrer: "https://en.wikipedia.org/", landing: "guide" }),
  referred(0.6, { source: "Awin", channel: "Affiliates", referrer: "https://www.awin1.com/", landing: "product" }),
];

const TAGGED: readonly Weighted[] = [
  ...["autumn-light", "new-instruments", "stargazing-week", "welcome-series"].map((utmCampaign, rank) =>
    tagged(2.2 / (rank + 1), {
      source: "newsletter",
      channel: "Email",
      utmSource: "newsletter",
      utmMedium: "email",
      utmCampaign,
      utmContent: rank % 2 === 0 ? "hero" : "footer",
      landing: "collection",
    }),
  ),
  ...["brand", "telescopes", "sundials", "solar-lanterns"].map((utmCampaign, rank) =>
    tagged(2.4 / (rank + 1), {
      source: "Google",
      channel: "Paid Search",
      referrer: "https://www.google.com/",
      referrerHost: "google.com",
      utmSource: "google",
      utmMedium: "cpc",
      utmCampaign,
      utmTerm: utmCampaign === "brand" ? "demo shop" : `buy ${utmCampaign.replaceAll("-", " ")}`,
      landing: utmCampaign === "brand" ? "home" : "product",
    }),
  ),
  tagged(0.5, {
    source: "Bing",
    channel: "Paid Search",
    utmSource: "bing",
    utmMedium: "cpc",
    utmCampaign: "telescopes",
    landing: "product",
  }),
  tagged(1.5, {
    source: "Facebook",
    channel: "Paid Social",
    utmSource: "facebook",
    utmMedium: "paid_social",
    utmCampaign: "stargazing-week",
    utmContent: "video",
    landing: "collection",
  }),
  tagged(0.9, {
    source: "LinkedIn",
    channel: "Paid Social",
    utmSource: "linkedin",
    utmMedium: "paid_social",
    utmCampaign: "schools",
    landing: "guide",
  }),
  tagged(0.7, {
    source: "Google",
    channel: "Display",
    utmSource: "google",
    utmMedium: "display",
    utmCampaign: "remarketing",
    landing: "product",
  }),
  tagged(0.5, {
    source: "skyblog",
    channel: "Affiliates",
    utmSource: "skyblog",
    utmMedium: "affiliate",
    utmCampaign: "reviews",
    landing: "product",
  }),
  tagged(0.4, {
    source: "poster",
    channel: "Campaign",
    utmSource: "poster",
    utmMedium: "qr",
    utmCampaign: "observatory-fair",
    landing: "home",
  }),
];

const PARTNER_NAMES = ["astro", "light", "garden", "school", "home", "maker", "sky", "design", "outdoor", "science"];
const PARTNER_KINDS = ["journal", "guide", "forum", "review", "club", "weekly", "notes", "times", "corner", "lab"];
const PARTNERS_WEIGHT = 1.4;

/** How many partner sites there can be. */
const PARTNER_SITES_MAX = PARTNER_NAMES.length * PARTNER_KINDS.length;

/** Sites that link to the shop, each rarer than the one before. */
function partnerSites(count: number): Weighted[] {
  return Array.from({ length: Math.min(count, PARTNER_SITES_MAX) }, (_, rank) => {
    const name = PARTNER_NAMES[rank % PARTNER_NAMES.length];
    const kind = PARTNER_KINDS[(rank + Math.floor(rank / PARTNER_NAMES.length)) % PARTNER_KINDS.length];
    const host = `${name}-${kind}.example`;
    return referred(PARTNERS_WEIGHT / (rank + 1), {
      source: host,
      channel: "Referral",
      referrer: `https://${host}/`,
      landing: "product",
    });
  });
}

/** Draws where a visit comes from. */
export function drawSources(partners: number): Draw<Source> {
  const sources = [direct(17, "home"), direct(8, "product"), ...REFERRED, ...TAGGED, ...partnerSites(partners)];
  const draw = drawFrom(sources, ({ weight }) => weight);
  return (random) => draw(random).source;
}
