import {
  addMember,
  type Context,
  createKey,
  createOrganization,
  createProject,
  createUser,
} from "@heliometer/accounts";
import { newSecret, systemClock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import { type EventStore, generateDemoEvents } from "@heliometer/events";

/** What a newcomer needs to look around; shown once, kept nowhere. */
export interface Demo {
  projectId: string;
  email: string;
  password: string;
  secretKey: string;
  events: number;
}

export interface DemoOptions {
  db: Database;
  store: EventStore;
  /** About how many events; default 200,000. */
  events?: number;
  onProgress?: (stored: number) => void;
}

export const DEMO_EVENTS = 200_000;
const DEMO_SEED = 20_260_101;
const DEMO_EMAIL = "owner@example.com";
const DEMO_TIMEZONE = "Europe/Paris";
const PASSWORD_CHARACTERS = 16;

/** Whether nobody has an account yet: only then is a demo made by itself. */
export async function isEmpty(db: Database): Promise<boolean> {
  const user = await db.selectFrom("users").select("id").limit(1).executeTakeFirst();
  return user === undefined;
}

/** Makes an owner, a project and 90 days of events that end now. */
export async function createDemo({ db, store, events = DEMO_EVENTS, onProgress }: DemoOptions): Promise<Demo> {
  const ctx: Context = { db, clock: systemClock, actor: { kind: "operator" } };
  const password = newSecret().slice(0, PASSWORD_CHARACTERS);
  const organization = await createOrganization(ctx, { name: "Demo" });
  const owner = await createUser(ctx, { email: DEMO_EMAIL, name: "Demo owner", password, isOperator: true });
  const project = await createProject(ctx, {
    organizationId: organization.id,
    name: "Demo shop",
    domains: ["shop.example.com"],
    timezone: DEMO_TIMEZONE,
    currency: "EUR",
  });
  await addMember(ctx, { projectId: project.id, email: owner.email, role: "owner" });
  await createKey(ctx, { kind: "public", projectId: project.id, name: "Website" });
  const secret = await createKey(ctx, {
    kind: "secret",
    access: "read",
    projectId: project.id,
    name: "First assistant",
  });
  const stored = await store.load(
    generateDemoEvents({
      seed: DEMO_SEED,
      endsAt: systemClock(),
      events,
      projectId: project.id,
      timezone: DEMO_TIMEZONE,
    }),
    onProgress,
  );
  return { projectId: project.id, email: DEMO_EMAIL, password, secretKey: secret.key, events: stored };
}
