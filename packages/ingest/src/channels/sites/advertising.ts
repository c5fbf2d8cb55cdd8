import type { Site } from "../site.ts";

/** Networks that show advertisements on other sites. */
export const DISPLAY_SITES: readonly Site[] = [
  {
    name: "Google Display",
    kind: "display",
    hosts: ["doubleclick.net", "googlesyndication.com", "googleadservices.com"],
    tags: ["gdn", "dv360", "doubleclick"],
  },
  { name: "Taboola", kind: "display", hosts: ["taboola.com"], tags: ["taboola"] },
  { name: "Outbrain", kind: "display", hosts: ["outbrain.com"], tags: ["outbrain"] },
  { name: "Criteo", kind: "display", hosts: ["criteo.com", "criteo.net"], tags: ["criteo"] },
  { name: "AdRoll", kind: "display", hosts: ["adroll.com"], tags: ["adroll"] },
  { name: "Teads", kind: "display", hosts: ["teads.tv", "teads.com"], tags: ["teads"] },
  { name: "MGID", kind: "display", hosts: ["mgid.com"], tags: ["mgid"] },
  { name: "RevContent", kind: "display", hosts: ["revcontent.com"], tags: ["revcontent"] },
  { name: "Carbon Ads", kind: "display", hosts: ["carbonads.net", "carbonads.com"], tags: ["carbonads", "carbon"] },
];

/** Networks that pay other sites for the buyers they send. */
export const AFFILIATE_SITES: readonly Site[] = [
  { name: "Awin", kind: "affiliate", hosts: ["awin1.com", "awin.com", "zenaps.com"], tags: ["awin"] },
  {
    name: "CJ",
    kind: "affiliate",
    hosts: ["anrdoezrs.net", "dpbolvw.net", "jdoqocy.com", "kqzyfj.com", "tkqlhce.com", "cj.com"],
    tags: ["cj", "commissionjunction"],
  },
  { name: "Rakuten", kind: "affiliate", hosts: ["linksynergy.com"], tags: ["rakuten"] },
  { name: "ShareASale", kind: "affiliate", hosts: ["shareasale.com"], tags: ["shareasale"] },
  { name: "Impact", kind: "affiliate", hosts: ["sjv.io", "pxf.io", "impact.com"], tags: ["impact"] },
  { name: "PartnerStack", kind: "affiliate", hosts: ["partnerstack.com"], tags: ["partnerstack"] },
  { name: "Skimlinks", kind: "affiliate", hosts: ["skimresources.com"], tags: ["skimlinks"] },
  { name: "Tradedoubler", kind: "affiliate", hosts: ["tradedoubler.com"], tags: ["tradedoubler"] },
  { name: "Webgains", kind: "affiliate", hosts: ["webgains.com"], tags: ["webgains"] },
  { name: "Admitad", kind: "affiliate", hosts: ["admitad.com"], tags: ["admitad"] },
];
