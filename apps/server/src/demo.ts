import {
  addMember,
  type Context,
  createKey,
  createOrganization,
  createProject,
  createUser,
  isUnused,
} from "@heliometer/accounts";
import { newSecret, systemClock } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { type EnrichedEvent, type EventStore, generateDemoEvents } from "@heliometer/events";
import { applyRecords, openProjector, openRevenueSecret, storeRates, storeSpend } from "@heliometer/revenue";
import type { Config } from "./config.ts";
import { secretKeyOf } from "./data-directory.ts";
import { type DemoBuyer, generateDemoRevenue } from "./demo/revenue.ts";
import { openControlStore, openStores } from "./stores.ts";
import { createLogger } from "./telemetry.ts";

/** What a newcomer needs to look around; shown once, kept nowhere. */
export interface Demo {
  projectId: string;
  email: string;
  password: string;
  secretKey: string;
  events: number;
}

export interface DemoOptions {
  /** About how many events; default 200,000. */
  events?: number;
  onProgress?: (stored: number) => void;
}

export const DEMO_EVENTS = 200_000;
const DEMO_SEED = 20_260_101;
const DEMO_EMAIL = "owner@example.com";
const DEMO_TIMEZONE = "Europe/Paris";
const PASSWORD_CHARACTERS = 16;

/** Whether nobody has an account yet. */
export async function isEmpty(config: Config): Promise<boolean> {
  const db = await openControlStore(config);
  try {
    return await isUnused({ db });
  } finally {
    await db.destroy();
  }
}

/**
 * Makes an owner, a project, 90 days of events that end now and a year of revenue: all of it or nothing.
 * @returns null when somebody has an account already.
 */
export async function createDemo(config: Config, options: DemoOptions = {}): Promise<Demo | null> {
  const stores = await openStores(config, createLogger(config));
  try {
    if (!(await isUnused(stores))) return null;
    const secretKey = secretKeyOf(config.secretKey, config.dataDirectory);
    const parts = { store: stores.store, secretKey };
    const demo = await inTransaction(stores.db, (db) => fillDemo({ db, ...parts }, options));
    await openProjector({ ...stores, clock: systemClock }).settle();
    return demo;
  } finally {
    await stores.close();
  }
}

interface DemoStores {
  readonly db: Database;
  readonly store: EventStore;
  readonly secretKey: string;
}

async function fillDemo({ db, store, secretKey }: DemoStores, options: DemoOptions): Promise<Demo> {
  const { events = DEMO_EVENTS, onProgress } = options;
  const ctx: Context = { db, clock: systemClock, actor: { kind: "operator" } };
  const password = newSecret().slice(0, PASSWORD_CHARACTERS);
  const organization = await createOrganization(ctx, { name: "Demo" });
  const owner = await createUser(ctx, { email: DEMO_EMAIL, name: "Demo owner", password, isOperator: true });
  const { id: projectId } = await createProject(ctx, {
    organizationId: organization.id,
    name: "Demo shop",
    domains: ["shop.example.com"],
    timezone: DEMO_TIMEZONE,
    currency: "EUR",
  });
  await addMember(ctx, { projectId, email: owner.email, role: "owner" });
  await createKey(ctx, { kind: "public", projectId, name: "Website" });
  const secret = await createKey(ctx, { kind: "secret", access: "read", projectId, name: "First assistant" });
  const history = { seed: DEMO_SEED, endsAt: systemClock(), events, projectId, timezone: DEMO_TIMEZONE };
  const buyers: DemoBuyer[] = [];
  const stored = await store.load(notingBuyers(generateDemoEvents(history), buyers), onProgress);
  await fillRevenue({ db, secretKey, projectId, endsAt: history.endsAt, buyers });
  return { projectId, email: DEMO_EMAIL, password, secretKey: secret.key, events: stored };
}

/** The same events; who buys something for the first time is noted. */
function* notingBuyers(events: Iterable<EnrichedEvent>, buyers: DemoBuyer[]): Generator<EnrichedEvent> {
  const known = new Set<string>();
  for (const event of events) {
    yield event;
    if (event.name !== "purchase" || known.has(event.visitorId)) continue;
    known.add(event.visitorId);
    buyers.push({ visitorId: event.visitorId, at: event.ts });
  }
}

interface DemoMoney {
  readonly db: Database;
  readonly secretKey: string;
  readonly projectId: string;
  readonly endsAt: number;
  readonly buyers: readonly DemoBuyer[];
}

/** What a payment provider and advertising platforms would have told. */
async function fillRevenue({ db, secretKey, projectId, endsAt, buyers }: DemoMoney): Promise<void> {
  const clock = systemClock;
  const ctx = { db, clock, secret: await openRevenueSecret({ db, clock, secretKey }) };
  const { records, spend, rates } = generateDemoRevenue({ seed: DEMO_SEED, endsAt, buyers });
  await storeRates(ctx, { projectId, rows: rates });
  await applyRecords(ctx, { projectId, provider: "api", records, allOrNothing: true });
  await storeSpend(ctx, { projectId, rows: spend });
}
