import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cookie from "@fastify/cookie";
import {
  addMember,
  type Context,
  createOrganization,
  createProject,
  createUser,
  type ResentEvent,
} from "@heliometer/accounts";
import { CHEAP_PASSWORDS } from "@heliometer/accounts/testing";
import type { Role } from "@heliometer/core";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { type EnrichedEvent, type EventStore, openEventStore } from "@heliometer/events";
import Fastify, { type FastifyInstance } from "fastify";
import type { Health } from "../options.ts";
import { registerWeb } from "../register-web.ts";
import { openTestBrowser, type TestBrowser } from "./browser.ts";
import { createRecordingInteractions, type RecordingInteractions } from "./recording-interactions.ts";

export const NOW = Date.parse("2026-11-21T12:00:00Z");
export const PASSWORD = "seven quiet harbours";
const SECRET_KEY = "the operator's secret of the test";

/** The pages over real stores in a directory of their own. */
export interface Site {
  app: FastifyInstance;
  db: Database;
  store: EventStore;
  interactions: RecordingInteractions;
  /** Refused events that were sent again; all of them were taken. */
  resent: readonly ResentEvent[];
  /** What the process says of itself; a test may change it. */
  health: Health;
  /** Moves the clock. */
  clock: { now: number };
  /** The command line's rights, to arrange things. */
  operator: Context;
  /** Seals second factors. */
  secretKey: string;
  organizationId: string;
  addProject(name: string, domains?: string[]): Promise<string>;
  /** Adds a user who is a member of the projects, and signs in. */
  signInAs(who: { email: string; roles: Readonly<Record<string, Role>> }): Promise<TestBrowser & { userId: string }>;
  browser(): TestBrowser;
  close(): Promise<void>;
}

export async function openSite({ publicUrl = "http://localhost:3000" } = {}): Promise<Site> {
  const directory = mkdtempSync(join(tmpdir(), "heliometer-web-"));
  // In memory: waiting for the disk at each commit is what other tests are about.
  const db = await openDatabase({ engine: "sqlite", path: ":memory:" });
  await migrate(db);
  const store = await openEventStore({
    engine: "duckdb",
    path: join(directory, "events.duckdb"),
    memoryMb: 256,
    threads: 1,
    temporaryDirectory: join(directory, "tmp"),
  });
  const clock = { now: NOW };
  const health = soundHealth();
  const interactions = createRecordingInteractions();
  const app = Fastify();
  await app.register(cookie);
  const url = new URL(publicUrl);
  const resent: ResentEvent[] = [];
  await registerWeb(app, {
    db,
    store,
    interactions,
    clock: () => clock.now,
    passwordCost: CHEAP_PASSWORDS,
    publicUrl: url,
    formSecrets: ["a secret of the test"],
    secretKey: SECRET_KEY,
    resend: async (event) => {
      resent.push(event);
      return null;
    },
    operation: {
      version: "0.0.0",
      stores: { control: "SQLite", events: "DuckDB" },
      registration: { hosts: [], prefixes: [], clientDocuments: "auto" },
      health: async () => health,
    },
    secureCookies: url.protocol === "https:",
  });
  const operator: Context = { db, clock: () => clock.now, passwordCost: CHEAP_PASSWORDS, actor: { kind: "operator" } };
  const organization = await createOrganization(operator, { name: "Test" });
  const site: Site = {
    app,
    db,
    store,
    interactions,
    resent,
    clock,
    health,
    operator,
    secretKey: SECRET_KEY,
    organizationId: organization.id,
    addProject: async (name, domains = ["shop.example.com"]) => {
      const fields = { name, domains, timezone: "Europe/Paris", currency: "EUR" };
      return (await createProject(operator, { organizationId: organization.id, ...fields })).id;
    },
    signInAs: (who) => signInAs(site, who),
    browser: () => openTestBrowser(app),
    close: async () => {
      await app.close();
      await store.close();
      await db.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return site;
}

function soundHealth(): Health {
  const stores = { controlStore: true, eventStore: true };
  return { ...stores, refusing: null, isReplaying: false, backlogEntries: 0, uptimeSeconds: 3_600, memoryBytes: 2e8 };
}

async function signInAs(
  { app, operator }: Site,
  { email, roles }: { email: string; roles: Readonly<Record<string, Role>> },
): Promise<TestBrowser & { userId: string }> {
  const user = await createUser(operator, { email, name: email.split("@")[0] ?? email, password: PASSWORD });
  for (const [projectId, role] of Object.entries(roles)) await addMember(operator, { projectId, email, role });
  const browser = openTestBrowser(app);
  const response = await browser.submit("/sign-in", "/sign-in", { email, password: PASSWORD, next: "/" });
  if (response.statusCode !== 303) throw new Error(`Signing in failed: ${response.statusCode}`);
  return Object.assign(browser, { userId: user.id });
}

/** A page view of one visitor who opens a session with it. */
export function pageView(projectId: string, changes: Partial<EnrichedEvent>): EnrichedEvent {
  return {
    projectId,
    eventId: crypto.randomUUID(),
    ts: NOW - 60_000,
    kind: "pageview",
    visitorId: "visitor-1",
    name: "",
    hostname: "shop.example.com",
    path: "/",
    title: "",
    properties: "",
    visit: {
      referrer: "",
      referrerHost: "",
      source: "",
      channel: "Direct",
      utmSource: "",
      utmMedium: "",
      utmCampaign: "",
      utmTerm: "",
      utmContent: "",
      country: "FR",
      region: "",
      city: "",
      device: "desktop",
      browser: "Firefox",
      os: "Linux",
      language: "fr",
    },
    ...changes,
  };
}
