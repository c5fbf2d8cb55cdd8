import assert from "node:assert/strict";
import type { Database } from "@heliometer/db";
import type { RevenueFact } from "@heliometer/events";
import { sql } from "kysely";
import { markAllDirty, markDirty, spendSubject } from "../dirty.ts";
import { writeRevenueSettings } from "../settings.ts";
import { chargeRecord, customerRecord, DAY_MS, DAY_ONE, refundRecord, subscriptionRecord } from "../testing/records.ts";
import { visitsOf } from "../testing/visits.ts";
import type { Suite, World } from "../testing/world.ts";

export const projectionSuite: Suite = {
  "what a customer has paid, got back and subscribed to stands in their facts": async (world) => {
    const project = await world.addProject();
    await project.apply([
      customerRecord(),
      chargeRecord({ externalId: "failed", status: "failed", at: DAY_ONE - 5 }),
      chargeRecord(),
      refundRecord({ amount: 300, at: DAY_ONE + DAY_MS }),
      refundRecord({ externalId: "re2", amount: 200, at: DAY_ONE + 2 * DAY_MS, reason: "dispute" }),
      refundRecord({ externalId: "re3", amount: 500, status: "reversed", at: DAY_ONE + 3 * DAY_MS, reason: "dispute" }),
      subscriptionRecord({ items: [{ amount: 12_000, quantity: 1, interval: "year", intervalCount: 1 }] }),
    ]);
    const [own, ...others] = Object.values(await project.facts());
    assert.deepEqual(others, []);
    assert.deepEqual(shorten(own), [
      ["charge", 0, "USD", 1000, 1],
      ["mrr_new", 0, "USD", 1000, 1],
      ["subscription", 0, "", 0, 1],
      ["first_payment", 0, "USD", 0, 1],
      ["refund", 1, "USD", 300, 1],
      ["refund", 2, "USD", 200, 0],
    ]);
  },

  "a refund that came before a smaller charge gives back no more than that": async (world) => {
    const project = await world.addProject();
    await project.apply([refundRecord({ amount: 1500, at: DAY_ONE + 1 })]);
    await project.apply([chargeRecord()]);
    const refunds = Object.values(await project.facts())
      .flat()
      .filter(({ kind }) => kind === "refund");
    assert.deepEqual(
      refunds.map(({ amount }) => amount),
      [1000],
    );
  },

  "money in other currencies is converted at its day's rate, which stands beside it; without one it stays": async (
    world,
  ) => {
    const project = await world.addProject({ timezone: "Asia/Tokyo" });
    await project.apply([
      // In Tokyo it is the eleventh already.
      chargeRecord({ currency: "EUR", at: Date.parse("2026-01-10T20:00:00Z") }),
      chargeRecord({ externalId: "ch2", currency: "CHF" }),
    ]);
    await addRate(world.ctx.db, { projectId: project.projectId, base: "EUR", date: "2026-01-11", rate: "1.25" });
    const charges = shorten(Object.values(await project.facts()).flat()).filter(([kind]) => kind === "charge");
    assert.deepEqual(
      charges.map((charge) => charge.slice(2)),
      [
        ["CHF", 1000, 1],
        ["USD", 1250, 1],
      ],
    );
    const rows = await world.ctx.db
      .selectFrom("charges")
      .select(["external_id", "rate", "rate_date"])
      .where("project_id", "=", project.projectId)
      .orderBy("external_id")
      .execute();
    assert.deepEqual(rows, [
      { external_id: "ch1", rate: "1.25", rate_date: "2026-01-11" },
      { external_id: "ch2", rate: null, rate_date: null },
    ]);
  },

  "another currency or zone of the project, and other decisions, derive everything again": async (world) => {
    const { db } = world.ctx;
    const project = await world.addProject();
    const { projectId } = project;
    await project.apply([chargeRecord(), subscriptionRecord({ discount: { percent: 50, forever: false } })]);
    await addSpend(world, projectId);
    const read = async () =>
      shorten(Object.values(await project.facts()).flat()).map(([kind, , ...rest]) => [kind, ...rest]);
    assert.deepEqual(
      (await read()).find(([kind]) => kind === "mrr_new"),
      ["mrr_new", "USD", 1000, 1],
    );
    await writeRevenueSettings(world.ctx, { projectId, finiteDiscounts: true });
    assert.deepEqual(
      (await read()).find(([kind]) => kind === "mrr_new"),
      ["mrr_new", "USD", 500, 1],
    );
    await addRate(db, { projectId, base: "USD", quote: "EUR", date: "2026-01-10", rate: "0.5" });
    await db
      .updateTable("projects")
      .set({ currency: "EUR", timezone: "Europe/Berlin" })
      .where("id", "=", projectId)
      .execute();
    assert.deepEqual(
      (await read()).filter(([kind]) => kind !== "subscription"),
      [
        ["charge", "EUR", 500, 1],
        ["mrr_new", "EUR", 250, 1],
        ["first_payment", "EUR", 0, 1],
        ["spend", "EUR", 250, 7],
      ],
    );
    const spend = Object.entries(await project.facts()).find(([subject]) => subject.startsWith("spend:"));
    assert.equal(spend?.[1][0]?.at, Date.parse("2026-01-09T23:00:00Z"));
  },

  "the end of a term that is paid for comes by itself": async (world) => {
    const project = await world.addProject();
    const now = world.ctx.clock();
    await project.apply([
      subscriptionRecord({ at: now - DAY_MS, cancelAt: now + DAY_MS }, { startedAt: now - DAY_MS }),
    ]);
    const kinds = async () =>
      Object.values(await project.facts())
        .flat()
        .map(({ kind }) => kind);
    assert.deepEqual(await kinds(), ["mrr_new", "subscription"]);
    world.advance(DAY_MS + 1);
    assert.deepEqual(await kinds(), ["mrr_new", "subscription", "mrr_churn", "subscription"]);
  },

  "facts can be derived again at any time, and come out the same": async (world) => {
    const project = await world.addProject();
    const { projectId } = project;
    await world.store.append(visitsOf(projectId, "v"));
    await project.apply([customerRecord({ visitorId: "v" }), chargeRecord(), refundRecord(), subscriptionRecord()]);
    await addSpend(world, projectId);
    const before = await project.facts();
    assert.equal(Object.keys(before).length, 2);
    await world.store.erase({ projectId });
    await world.store.append(visitsOf(projectId, "v"));
    assert.deepEqual(await project.facts(), {});
    await markAllDirty(world.ctx.db, { projectId, now: world.ctx.clock() });
    assert.deepEqual(await project.facts(), before);
  },

  "a project that is deleted takes everything along": async (world) => {
    const { db } = world.ctx;
    const project = await world.addProject();
    const { projectId } = project;
    await project.apply([customerRecord({ visitorId: "v" }), chargeRecord(), refundRecord(), subscriptionRecord()]);
    await addSpend(world, projectId);
    await addRate(db, { projectId, base: "EUR", date: "2026-01-10", rate: "1.1" });
    await writeRevenueSettings(world.ctx, { projectId, windowDays: 60 });
    await project.facts();
    const tables = (await db.introspection.getTables()).filter(({ columns }) =>
      columns.some(({ name }) => name === "project_id"),
    );
    const left = async () => {
      const names: string[] = [];
      for (const { name } of tables) {
        const rows = await sql`select 1 from ${sql.table(name)} where project_id = ${projectId}`.execute(db);
        if (rows.rows.length > 0) names.push(name);
      }
      return names.sort();
    };
    assert.deepEqual(await left(), [
      "charges",
      "customer_links",
      "customers",
      "exchange_rates",
      "refunds",
      "revenue_projects",
      "revenue_settings",
      "revenue_subjects",
      "spend",
      "subscription_states",
      "subscriptions",
    ]);
    await db.deleteFrom("projects").where("id", "=", projectId).execute();
    assert.deepEqual(await left(), []);
    await world.settle();
  },

  "money for an e-mail address moves to its customer's facts": async (world) => {
    const project = await world.addProject();
    await project.apply([chargeRecord({ customer: { email: "ada@example.com" } })]);
    const [before] = Object.keys(await project.facts());
    await project.apply([customerRecord({ email: "ada@example.com" })]);
    const after = await project.facts();
    assert.equal(Object.keys(after).length, 1);
    assert.notEqual(Object.keys(after)[0], before);
    assert.deepEqual(
      shorten(Object.values(after)[0]).map(([kind]) => kind),
      ["charge", "first_payment"],
    );
  },
};

function shorten(facts: readonly RevenueFact[] = []): [string, number, string, number, number][] {
  return facts.map(({ kind, at, currency, amount, count }) => [kind, (at - DAY_ONE) / DAY_MS, currency, amount, count]);
}

function addRate(
  db: Database,
  {
    projectId,
    base,
    quote = "USD",
    date,
    rate,
  }: { projectId: string; base: string; quote?: string; date: string; rate: string },
) {
  return db.insertInto("exchange_rates").values({ project_id: projectId, base, quote, date, rate }).execute();
}

async function addSpend({ ctx: { db, clock } }: World, projectId: string): Promise<void> {
  const date = "2026-01-10";
  const texts = {
    channel: "Paid Search",
    source: "Google",
    medium: "cpc",
    campaign: "spring",
    campaign_id: "",
    external_id: null,
  };
  const money = { currency: "USD", amount: 500, impressions: 1000, clicks: 7, rate: null, rate_date: null };
  await db
    .insertInto("spend")
    .values({ project_id: projectId, row_key: "a", date, ...texts, ...money, updated_at: clock() })
    .execute();
  await markDirty(db, { projectId, subjects: [spendSubject(date)], now: clock() });
}
