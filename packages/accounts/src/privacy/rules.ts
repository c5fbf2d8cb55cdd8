import { z } from "zod";
import type { Stores } from "../context.ts";
import { createShortMemory } from "../short-memory.ts";
import { rulesChanged } from "./changes.ts";
import { findSettings } from "./read.ts";
import { createExclusion, type PrivacySettings, toPrivacySettings } from "./settings.ts";

/** What the collection of events has to keep to in a project. */
export interface CollectionRules extends Pick<PrivacySettings, "signalRule" | "idRule" | "retentionDays"> {
  /** The project's own domains. */
  readonly domains: readonly string[];
  /** Whether events of a page on this host are taken. */
  allowsHost(host: string): boolean;
  /** Whether a visit from this address is one's own. */
  isExcluded(address: string): boolean;
}

/** Another node's change holds here after this time at the latest. */
const KNOWN_MS = 30_000;

/** The rules of projects, read twice a minute instead of for every event; a change in this process holds at once. */
export function createRulesCache(stores: Stores): (projectId: string) => Promise<CollectionRules> {
  const memory = createShortMemory({
    clock: stores.clock,
    knownMs: KNOWN_MS,
    read: (projectId) => readRules(stores, projectId),
  });
  rulesChanged.listen(stores.db, memory.forgetAll);
  return memory.get;
}

async function readRules(stores: Stores, projectId: string): Promise<CollectionRules> {
  const project = await stores.db
    .selectFrom("projects")
    .select("domains")
    .where("id", "=", projectId)
    .executeTakeFirst();
  const domains = z.array(z.string()).parse(JSON.parse(project?.domains ?? "[]"));
  const settings = toPrivacySettings(await findSettings(stores, projectId));
  return {
    signalRule: settings.signalRule,
    idRule: settings.idRule,
    retentionDays: settings.retentionDays,
    domains,
    allowsHost: (host) => allowsHost(settings.domainRule, domains, host),
    isExcluded: createExclusion(settings.excludedNetworks),
  };
}

function allowsHost(rule: PrivacySettings["domainRule"], domains: readonly string[], host: string): boolean {
  if (rule === "off") return true;
  const asked = host.toLowerCase().replace(/\.$/, "");
  if (domains.includes(asked)) return true;
  return rule === "subdomains" && domains.some((domain) => asked.endsWith(`.${domain}`));
}
