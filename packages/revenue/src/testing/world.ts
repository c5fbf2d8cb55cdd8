import { newId } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { EventStore, RevenueFact } from "@heliometer/events";
import { type ApplyResult, applyRecords } from "../apply/apply.ts";
import { openRevenueSecret, type RevenueContext } from "../context.ts";
import { openProjector } from "../project/projector.ts";
import type { RevenueRecord } from "../records.ts";
import { readFacts } from "./facts.ts";

/** The clock starts at a round instant and moves only when a case moves it. */
const START = 1_800_000_000_000;
const SECRET_KEY = "a secret key of the tests, long enough";

/** What the cases of the suite stand on. They share one database, so each makes a project of its own. */
export interface World {
  readonly ctx: RevenueContext;
  readonly store: EventStore;
  /** Derives all facts. */
  settle(): Promise<void>;
  advance(milliseconds: number): void;
  addProject(fields?: { currency?: string; timezone?: string }): Promise<TestProject>;
}

/** A project, and records for it. */
export interface TestProject {
  readonly projectId: string;
  apply(
    records: readonly RevenueRecord[],
    options?: { provider?: string; allOrNothing?: boolean },
  ): Promise<ApplyResult>;
  /** The facts by subject, after all have been derived. */
  facts(): Promise<Record<string, RevenueFact[]>>;
}

/** Cases by their sentence; each holds on every engine. */
export type Suite = Readonly<Record<string, (world: World) => Promise<void>>>;

/** A world over a migrated database. */
export async function createWorld({ db, store }: { db: Database; store: EventStore }): Promise<World> {
  let now = START;
  const clock = () => now;
  const ctx = { db, clock, secret: await openRevenueSecret({ db, clock, secretKey: SECRET_KEY }) };
  const { settle } = openProjector({ db, store, clock });
  return {
    ctx,
    store,
    settle,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    async addProject({ currency = "USD", timezone = "UTC" } = {}) {
      const projectId = newId();
      const organization = { id: newId(), name: "Test organization", plan: "starter", created_at: now };
      await db.insertInto("organizations").values(organization).execute();
      const owned = { organization_id: organization.id, name: "Shop", domains: "[]", week_start: 1, mcp_enabled: 1 };
      await db
        .insertInto("projects")
        .values({ ...owned, id: projectId, timezone, currency, created_at: now })
        .execute();
      return {
        projectId,
        apply: (records, { provider = "api", allOrNothing = false } = {}) =>
          applyRecords(ctx, { projectId, provider, records, allOrNothing }),
        async facts() {
          await settle();
          return readFacts(store, projectId);
        },
      };
    },
  };
}
