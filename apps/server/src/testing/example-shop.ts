import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOrganization, createProject } from "@heliometer/accounts";
import { type ReportName, runReport } from "@heliometer/analytics";
import { migrate, openDatabase } from "@heliometer/db";
import { openEventStore } from "@heliometer/events";
import { openProjector, openRevenueSecret } from "@heliometer/revenue";
import { revenueSourceOf } from "../revenue.ts";

/** The shop that docs/revenue.md works out by hand, without money, visits or spend yet; two weeks after its year. */
export async function openExampleShop() {
  const now = Date.parse("2026-01-15T12:00:00+01:00");
  const directory = mkdtempSync(join(tmpdir(), "heliometer-example-"));
  const db = await openDatabase({ engine: "sqlite", path: ":memory:" });
  await migrate(db);
  const store = await openEventStore({
    ...{ engine: "duckdb", path: join(directory, "events.duckdb"), memoryMb: 256, threads: 1 },
    temporaryDirectory: join(directory, "tmp"),
  });
  const clock = () => now;
  const operator = { db, clock, actor: { kind: "operator" } } as const;
  const organization = await createOrganization(operator, { name: "Example" });
  const shop = { name: "Shop", timezone: "Europe/Paris", currency: "EUR" };
  const project = await createProject(operator, { organizationId: organization.id, ...shop });
  const secret = await openRevenueSecret({ db, clock, secretKey: "a secret key of the example" });
  const revenue = { db, clock, secret };
  const seen = { store: { ...store, revenue: revenueSourceOf(revenue) }, mayReadCustomers: true };
  const context = { ...seen, project, now, dashboardUrl: "http://localhost:3000/projects/shop" };
  return {
    projectId: project.id,
    revenue,
    store,
    settle: () => openProjector({ db, store, clock }).settle(),
    ask: async (name: ReportName, input: object) =>
      (await runReport(context, name, input)).data as Record<string, unknown>,
    async close() {
      await store.close();
      await db.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
