import {
  addMember,
  type Context,
  createKey,
  createOrganization,
  createProject,
  createUser,
} from "@heliometer/accounts";
import { newSecret, systemClock } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { type EventStore, generateDemoEvents } from "@heliometer/events";
import type { Config } from "./config.ts";
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
export async function isUnused(config: Config): Promise<boolean> {
  const db = await openControlStore(config);
  try {
    return await isEmpty(db);
  } finally {
    await db.destroy();
  }
}

/**
 * Makes an owner, a project and 90 days of events that end now: all of it or nothing.
 * @returns null when somebody has an account already.
 */
export async function createDemo(config: Config, options: DemoOptions = {}): Promise<Demo | null> {
  const stores = await openStores(config, createLogger(config));
  try {
    if (!(await isEmpty(stores.db))) return null;
    return await inTransaction(stores.db, (db) => fillDemo({ db, store: stores.store }, options));
  } finally {
    await stores.close();
  }
}

async function fillDemo({ db, store }: { db: Database; store: EventStore }, options: DemoOptions): Promise<Demo> {
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
  const stored = await store.load(generateDemoEvents(history), onProgress);
  return { projectId, email: DEMO_EMAIL, password, secretKey: secret.key, events: stored };
}

async function isEmpty(db: Database): Promise<boolean> {
  const user = await db.selectFrom("users").select("id").limit(1).executeTakeFirst();
  return user === undefined;
}
