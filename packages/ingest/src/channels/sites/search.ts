import type { Site } from "../site.ts";

/** Where a brand's own front page and search stand. */
const WEB = ["", "www", "m"] as const;

/** Search engines, web and app. Of a brand with many services only the search pages are meant. */
export const SEARCH_SITES: readonly Site[] = [
  {
    name: "Google",
    kind: "search",
    hosts: ["com.google.android.googlequicksearchbox", "lens.google.com"],
    brand: { label: "google", subdomains: [...WEB, "search", "images", "encrypted", "cse", "news", "shopping"] },
    tags: ["google", "adwords", "googleads", "google_ads", "google-ads", "google ads"],
  },
  {
    name: "Bing",
    kind: "search",
    hosts: ["bing.com", "com.microsoft.bing"],
    tags: ["bing", "bing_ads", "bingads", "microsoft"],
  },
  {
    name: "DuckDuckGo",
    kind: "search",
    hosts: ["duckduckgo.com", "com.duckduckgo.mobile.android"],
    tags: ["duckduckgo", "ddg"],
  },
  {
    name: "Yahoo",
    kind: "search",
    hosts: ["search.yahoo.com", "search.yahoo.co.jp"],
    brand: { label: "yahoo", subdomains: WEB },
    tags: ["yahoo"],
  },
  {
    name: "Yandex",
    kind: "search",
    hosts: ["ya.ru", "ru.yandex.searchplugin"],
    brand: { label: "yandex", subdomains: [...WEB, "search"] },
    tags: ["yandex", "yandex.direct"],
  },
  { name: "Baidu", kind: "search", hosts: ["baidu.com"], tags: ["baidu"] },
  { name: "Ecosia", kind: "search", hosts: ["ecosia.org"], tags: ["ecosia"] },
  { name: "Qwant", kind: "search", hosts: ["qwant.com"], tags: ["qwant"] },
  { name: "Startpage", kind: "search", hosts: ["startpage.com"], tags: ["startpage"] },
  { name: "Brave Search", kind: "search", hosts: ["search.brave.com"], tags: ["brave"] },
  { name: "Kagi", kind: "search", hosts: ["kagi.com"], tags: ["kagi"] },
  { name: "Naver", kind: "search", hosts: ["naver.com"], tags: ["naver"] },
  { name: "Daum", kind: "search", hosts: ["daum.net"], tags: ["daum"] },
  { name: "Seznam", kind: "search", hosts: ["search.seznam.cz", "seznam.cz"], tags: ["seznam"] },
  { name: "Sogou", kind: "search", hosts: ["sogou.com"], tags: ["sogou"] },
  { name: "360 Search", kind: "search", hosts: ["so.com"] },
  { name: "Ask", kind: "search", hosts: ["ask.com"], tags: ["ask"] },
  { name: "AOL", kind: "search", hosts: ["search.aol.com", "aol.com"], tags: ["aol"] },
  { name: "Mojeek", kind: "search", hosts: ["mojeek.com"] },
  { name: "Swisscows", kind: "search", hosts: ["swisscows.com"] },
  { name: "MetaGer", kind: "search", hosts: ["metager.org", "metager.de"] },
  { name: "Lilo", kind: "search", hosts: ["search.lilo.org", "lilo.org"] },
  { name: "Presearch", kind: "search", hosts: ["presearch.com"] },
  { name: "Petal Search", kind: "search", hosts: ["petalsearch.com"] },
  { name: "Cốc Cốc", kind: "search", hosts: ["coccoc.com"], tags: ["coccoc"] },
  { name: "Dogpile", kind: "search", hosts: ["dogpile.com"] },
  { name: "Rambler", kind: "search", hosts: ["nova.rambler.ru"] },
  { name: "Mail.ru Search", kind: "search", hosts: ["go.mail.ru"] },
  { name: "T-Online", kind: "search", hosts: ["suche.t-online.de"] },
];
