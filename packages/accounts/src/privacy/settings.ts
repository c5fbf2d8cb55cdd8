import { BlockList, isIP } from "node:net";
import { unmappedAddress } from "@heliometer/core";
import type { PrivacySettingsRow } from "@heliometer/db";
import { z } from "zod";
import { oneOf } from "../input.ts";

/** Whether events are taken from the project's domains alone, from their subdomains as well, or from everywhere. */
export const DOMAIN_RULES = ["off", "exact", "subdomains"] as const;
/** What becomes of somebody whose browser asks not to be followed (Do Not Track, Global Privacy Control). */
export const SIGNAL_RULES = ["ignore", "no_id", "drop"] as const;
/** Whether ids that a tracker or a site gives to visitors are used, or only those that are good for a day. */
export const ID_RULES = ["sent", "daily"] as const;

/** What a project has decided about its visitors. */
export interface PrivacySettings {
  /** Visits that ended longer ago are erased; 0 keeps them for good. */
  retentionDays: number;
  domainRule: (typeof DOMAIN_RULES)[number];
  signalRule: (typeof SIGNAL_RULES)[number];
  idRule: (typeof ID_RULES)[number];
  /** Networks whose visits are one's own, in CIDR notation. */
  excludedNetworks: string[];
}

const PRIVACY_DEFAULTS: PrivacySettings = {
  retentionDays: 0,
  domainRule: "off",
  signalRule: "no_id",
  idRule: "sent",
  excludedNetworks: [],
};

/**
 * What needs no consent where measuring an audience needs none (France's CNIL since 2025: own purpose, no tracking over
 * sites, data for at most 25 months). Domains are checked by whoever has named some.
 */
export const NO_CONSENT_PRESET = { retentionDays: 760, signalRule: "drop", idRule: "daily" } as const;

const RETENTION_DAYS_MAX = 36_500;
const NETWORKS_MAX = 50;

const Network = z
  .string("must be an address or a network.")
  .trim()
  .toLowerCase()
  .transform((text, check) => {
    const network = readNetwork(text);
    if (network) return `${network.address}/${network.bits}`;
    check.issues.push({
      code: "custom",
      input: text,
      message: "must be an address such as 203.0.113.7, or a network such as 203.0.113.0/24 or 2001:db8::/48.",
    });
    return z.NEVER;
  });

/** The fields that a person sets. */
export const PRIVACY_FIELDS = {
  retentionDays: z
    .int("must be a whole number of days; 0 keeps for good.")
    .min(0, "must not be below 0; 0 keeps for good.")
    .max(RETENTION_DAYS_MAX, `must be at most ${RETENTION_DAYS_MAX} days; 0 keeps for good.`),
  domainRule: oneOf(DOMAIN_RULES),
  signalRule: oneOf(SIGNAL_RULES),
  idRule: oneOf(ID_RULES),
  excludedNetworks: z
    .array(Network, "must be a list of networks.")
    .max(NETWORKS_MAX, `must name at most ${NETWORKS_MAX} networks.`)
    .transform((networks) => [...new Set(networks)]),
};

/** Settings as they were stored; whatever is unknown is as strict as it can be. */
export function toPrivacySettings(row: PrivacySettingsRow | undefined): PrivacySettings {
  if (!row) return PRIVACY_DEFAULTS;
  return {
    retentionDays: row.retention_days,
    domainRule: DOMAIN_RULES.find((rule) => rule === row.domain_rule) ?? "exact",
    signalRule: SIGNAL_RULES.find((rule) => rule === row.signal_rule) ?? "drop",
    idRule: ID_RULES.find((rule) => rule === row.id_rule) ?? "daily",
    excludedNetworks: z.array(z.string()).parse(JSON.parse(row.excluded_networks)),
  };
}

/** Whether an address lies in one of the networks. */
export function createExclusion(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of networks) {
    const network = readNetwork(text);
    if (network) list.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => {
    if (networks.length === 0) return false;
    const plain = unmappedAddress(address).split("%", 1)[0] ?? "";
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? "ipv6" : "ipv4");
  };
}

function readNetwork(text: string) {
  const [address = "", length, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes("%")) return null;
  const most = version === 6 ? 128 : 32;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(bits >= 1 && bits <= most)) return null;
  return { address, bits, family: version === 6 ? ("ipv6" as const) : ("ipv4" as const) };
}
