import type { OriginFacts, VisitFacts } from "@heliometer/events";
import { type Draw, drawFrom, zipf } from "./random.ts";

/** A page of the made-up site. */
export interface Page {
  readonly path: string;
  readonly title: string;
}

/** A custom event without its place and time. */
export interface Happening {
  readonly name: string;
  readonly properties: string;
}

export type Person = Omit<VisitFacts, keyof OriginFacts>;

const PAGES = 2_000;
const REFERRERS = 200;
const COUNTRIES = [
  ...["FR", "US", "DE", "GB", "ES", "IT", "NL", "BE", "CA", "CH", "PL", "SE", "AU", "BR", "IN"],
  ...["JP", "PT", "AT", "DK", "NO", "FI", "IE", "CZ", "MX", "RO", "GR", "HU", "KR", "ZA", "NZ"],
];
const CITIES_PER_COUNTRY = 12;
const CITIES_PER_REGION = 3;
const SECTIONS = ["blog", "docs", "products", "guides", "company"];
const PLANS = ["free", "pro", "team", "business", "enterprise"];
const DIRECT_SHARE = 0.3;
const CAMPAIGN_SHARE = 0.15;

const SEARCH_ENGINES = ["Google", "Bing", "DuckDuckGo", "Ecosia", "Yahoo!"];
const SOCIAL_SITES = ["Facebook", "LinkedIn", "Reddit", "X", "Instagram"];
const ASSISTANTS = ["ChatGPT", "Claude", "Perplexity", "Gemini"];
const CAMPAIGNS = [
  { source: "newsletter", medium: "email", channel: "Email" },
  { source: "google", medium: "cpc", channel: "Paid Search" },
  { source: "facebook", medium: "paid_social", channel: "Paid Social" },
  { source: "partner", medium: "affiliate", channel: "Affiliates" },
];
const DEVICES = [
  { device: "desktop", os: "Windows", browsers: ["Chrome", "Edge", "Firefox", "Opera"] },
  { device: "mobile", os: "iOS", browsers: ["Safari", "Chrome"] },
  { device: "mobile", os: "Android", browsers: ["Chrome", "Samsung Internet", "Firefox"] },
  { device: "desktop", os: "macOS", browsers: ["Safari", "Chrome", "Firefox"] },
  { device: "tablet", os: "iOS", browsers: ["Safari"] },
];

/** 2,000 pages, viewed by Zipf's law; the sections take turns, so that each has popular and rare ones. */
export const drawPage: Draw<Page> = drawFrom(
  Array.from({ length: PAGES }, (_, rank) => ({
    path: rank === 0 ? "/" : `/${SECTIONS[rank % SECTIONS.length]}/page-${rank}`,
    title: rank === 0 ? "Home" : `Page ${rank} of the ${SECTIONS[rank % SECTIONS.length]}`,
  })),
  zipf,
);

const NO_CAMPAIGN = { utmSource: "", utmMedium: "", utmCampaign: "", utmTerm: "", utmContent: "" };
const DIRECT: OriginFacts = {
  referrer: "",
  referrerHost: "",
  source: "Direct / None",
  channel: "Direct",
  ...NO_CAMPAIGN,
};

const drawReferrer = drawFrom(
  Array.from({ length: REFERRERS }, (_, rank) => originOf(rank)),
  zipf,
);
const drawCampaign = drawFrom(
  Array.from({ length: 24 }, (_, rank) => campaignOf(rank)),
  zipf,
);

/** Where a visit comes from: nowhere known, one of 200 sites that link here, or a campaign. */
export const drawOrigin: Draw<OriginFacts> = (random) => {
  const share = random.next();
  if (share < DIRECT_SHARE) return DIRECT;
  return share < DIRECT_SHARE + CAMPAIGN_SHARE ? drawCampaign(random) : drawReferrer(random);
};

/** Where somebody lives, in one of 30 countries, and what they look at the site with. */
export const drawPerson: Draw<Person> = drawFrom(COUNTRIES.flatMap(peopleOf), ({ weight }) => weight);

/** What somebody does besides looking at pages. */
export const drawHappening: Draw<Happening> = (random) => {
  const plan = PLANS[random.below(PLANS.length)] ?? "";
  switch (random.below(4)) {
    case 0:
      return happening("purchase", { plan, amount: 10 + random.below(490), currency: "EUR" });
    case 1:
      return happening("signup", { plan, method: random.chance(0.6) ? "email" : "google" });
    case 2:
      return happening("download", { file: `guide-${random.below(40)}.pdf` });
    default:
      return happening("search", { words: 1 + random.below(6), results: random.below(60) });
  }
};

function originOf(rank: number): OriginFacts {
  const [name, channel] = nameSite(rank);
  const host = name.includes(".") ? name : `www.${name.toLowerCase().replace(/[^a-z]/g, "")}.com`;
  return {
    referrer: `https://${host}/`,
    referrerHost: host.replace(/^www\./, ""),
    source: name,
    channel,
    ...NO_CAMPAIGN,
  };
}

function nameSite(rank: number): [name: string, channel: string] {
  const place = Math.floor(rank / 3);
  const lists: [readonly string[], string][] = [
    [SEARCH_ENGINES, "Organic Search"],
    [SOCIAL_SITES, "Organic Social"],
    [ASSISTANTS, "AI Assistants"],
  ];
  const [names, channel] = lists[rank % 3] ?? [[], "Referral"];
  const name = names[place];
  return name === undefined ? [`site-${rank}.example`, "Referral"] : [name, channel];
}

function campaignOf(rank: number): OriginFacts {
  const { source, medium, channel } = CAMPAIGNS[rank % CAMPAIGNS.length] ?? { source: "", medium: "", channel: "" };
  const names = { utmSource: source, utmMedium: medium, utmCampaign: `campaign-${rank}`, utmTerm: "", utmContent: "" };
  return { referrer: "", referrerHost: "", source, channel, ...names };
}

/** The cities of a country with every device, each in proportion to its rank. */
function peopleOf(country: string, countryRank: number): (Person & { weight: number })[] {
  const language = `${country.toLowerCase()}-${country}`;
  return Array.from({ length: CITIES_PER_COUNTRY }, (_, cityRank) => ({
    country,
    region: `${country} region ${Math.floor(cityRank / CITIES_PER_REGION) + 1}`,
    city: `${country} city ${cityRank + 1}`,
    language,
  })).flatMap((place, cityRank) =>
    DEVICES.flatMap(({ device, os, browsers }, deviceRank) =>
      browsers.map((browser, browserRank) => ({
        ...place,
        device,
        os,
        browser,
        weight: 1 / (countryRank + 1) / (cityRank + 1) / (deviceRank + 1) / (browserRank + 1),
      })),
    ),
  );
}

function happening(name: string, properties: Readonly<Record<string, string | number>>): Happening {
  return { name, properties: JSON.stringify(properties) };
}
