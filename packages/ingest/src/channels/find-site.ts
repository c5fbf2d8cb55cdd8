import { parse } from "tldts";
import { hostAndParents, plainHost } from "./hosts.ts";
import type { Site } from "./site.ts";
import { AFFILIATE_SITES, DISPLAY_SITES } from "./sites/advertising.ts";
import { ASSISTANT_SITES } from "./sites/assistants.ts";
import { EMAIL_SITES } from "./sites/email.ts";
import { OTHER_SITES } from "./sites/others.ts";
import { SEARCH_SITES } from "./sites/search.ts";
import { SOCIAL_SITES } from "./sites/social.ts";

export const SITES: readonly Site[] = [
  ...ASSISTANT_SITES,
  ...EMAIL_SITES,
  ...SEARCH_SITES,
  ...SOCIAL_SITES,
  ...DISPLAY_SITES,
  ...AFFILIATE_SITES,
  ...OTHER_SITES,
];

const BY_HOST: ReadonlyMap<string, Site> = new Map(
  SITES.flatMap((site) => (site.hosts ?? []).map((host) => [host, site])),
);
const BY_NAME: ReadonlyMap<string, Site> = new Map(SITES.map((site) => [site.name.toLowerCase(), site]));
const BY_TAG: ReadonlyMap<string, Site> = new Map(SITES.flatMap((site) => (site.tags ?? []).map((tag) => [tag, site])));
const BY_BRAND: ReadonlyMap<string, Site> = new Map(
  SITES.flatMap((site) => (site.brand ? [[site.brand.label, site] as const] : [])),
);

/** The known site that a host belongs to: by the most specific name in the lists, else by a brand under any suffix. */
export function findSiteByHost(host: string): Site | null {
  for (const name of hostAndParents(plainHost(host))) {
    const site = BY_HOST.get(name);
    if (site) return site;
  }
  const { domainWithoutSuffix, subdomain, isIcann } = parse(host);
  const site = isIcann ? BY_BRAND.get(domainWithoutSuffix ?? "") : undefined;
  return site?.brand?.subdomains.includes(subdomain ?? "") ? site : null;
}

/** The known site that a campaign means by its `utm_source`: one of the usual spellings, or a host. */
export function findSiteByTag(utmSource: string): Site | null {
  const tag = utmSource.toLowerCase();
  return BY_TAG.get(tag) ?? (tag.includes(".") ? findSiteByHost(tag) : null);
}

/** The known site that another tool calls so: by its name here, else as a campaign would call it. */
export function findSiteByName(name: string): Site | null {
  return BY_NAME.get(name.toLowerCase()) ?? findSiteByTag(name);
}
