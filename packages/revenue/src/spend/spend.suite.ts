import assert from "node:assert/strict";
import { InvalidInput } from "@heliometer/core";
import { revenueChanged } from "../changes.ts";
import type { Suite, World } from "../testing/world.ts";
import { acceptSpend } from "./accept.ts";
import { SPEND_EXAMPLE } from "./row.ts";
import { compareSpend, storeSpend } from "./store.ts";

const row = (fields: object = {}) => ({ ...SPEND_EXAMPLE, ...fields });

export const spendSuite: Suite = {
  "a row that comes again takes the place of the one before, by its id or by day, channel, campaign and currency":
    async (world) => {
      const { projectId } = await world.addProject();
      const send = (...rows: object[]) => acceptSpend(world.ctx, { projectId, rows });
      assert.deepEqual(await send(row(), row({ externalId: "a" })), { created: 2, updated: 0, unchanged: 0 });
      assert.deepEqual(await send(row({ amount: 900, source: "Bing" }), row({ externalId: "a" })), {
        created: 0,
        updated: 1,
        unchanged: 1,
      });
      await send(row({ campaign: "Other" }), row({ currency: "USD" }), row({ channel: "Display" }));
      const stored = await storedRows(world, projectId);
      assert.deepEqual(
        stored.map(({ channel, campaign, currency, amount, external_id }) => [
          channel,
          campaign,
          currency,
          amount,
          external_id,
        ]),
        [
          ["Display", "Brand", "EUR", 1250, null],
          ["Paid Search", "Brand", "EUR", 900, null],
          ["Paid Search", "Brand", "EUR", 1250, "a"],
          ["Paid Search", "Brand", "USD", 1250, null],
          ["Paid Search", "Other", "EUR", 1250, null],
        ],
      );
    },

  "the days of changed rows are derived again, and those of unchanged ones are not": async (world) => {
    const { projectId } = await world.addProject();
    const send = (...rows: object[]) => acceptSpend(world.ctx, { projectId, rows });
    await send(row({ date: "2026-11-01" }), row({ date: "2026-11-02", externalId: "b" }));
    const first = await versions(world, projectId);
    assert.deepEqual(Object.keys(first), ["spend:2026-11-01", "spend:2026-11-02"]);
    let told = 0;
    revenueChanged.listen(world.ctx.db, () => {
      told += 1;
    });
    await send(row({ date: "2026-11-01" }));
    assert.deepEqual([await versions(world, projectId), told], [first, 0]);
    await send(row({ date: "2026-11-03", externalId: "b" }));
    const second = await versions(world, projectId);
    assert.equal(told, 1);
    assert.deepEqual(Object.keys(second), ["spend:2026-11-01", "spend:2026-11-02", "spend:2026-11-03"]);
    assert.equal(second["spend:2026-11-01"], first["spend:2026-11-01"]);
    assert.ok(Number(second["spend:2026-11-02"]) > Number(first["spend:2026-11-02"]));
  },

  "one row at fault keeps all of them out, and every one at fault is told": async (world) => {
    const { projectId } = await world.addProject();
    const rows = [
      row(),
      row({ currency: "EURO" }),
      row({ amount: 12.5 }),
      row({ amount: "12,50" }),
      row({ budget: 5 }),
      row({ date: "2027-11-20" }),
      row({ amount: -1 }),
      row({ channel: " " }),
      { ...row(), date: undefined },
      5,
      row({ clicks: 3 }),
      row({ campaign: "a\u0000b" }),
    ];
    const error: unknown = await acceptSpend(world.ctx, { projectId, rows }).catch((refused: unknown) => refused);
    assert.ok(error instanceof InvalidInput);
    assert.deepEqual(
      error.fault.rows?.map(({ index, field }) => `${index} ${field}`),
      [
        "1 currency",
        "2 amount",
        "3 amount",
        "4 budget",
        "5 date",
        "6 amount",
        "7 channel",
        "8 date",
        "9 body",
        "10 campaign",
        "11 campaign",
      ],
    );
    assert.match(
      error.message,
      /^rows\[1\]\.currency: must be an ISO 4217 .* 10 more rows are at fault\. Nothing was stored/,
    );
    assert.deepEqual(await storedRows(world, projectId), []);
  },

  "a comparison stores nothing, and thousands of rows are stored at once": async (world) => {
    const { projectId } = await world.addProject();
    const other = await world.addProject();
    const rows = Array.from({ length: 2_500 }, (_, index) => ({
      ...SPEND_EXAMPLE,
      campaignId: "",
      externalId: `row ${index}`,
    }));
    assert.deepEqual(await compareSpend(world.ctx.db, { projectId, rows }), {
      created: 2_500,
      updated: 0,
      unchanged: 0,
    });
    assert.deepEqual(await storedRows(world, projectId), []);
    await storeSpend(world.ctx, { projectId, rows });
    const changed = rows.map((each, index) => (index % 5 === 0 ? { ...each, clicks: 0 } : each));
    assert.deepEqual(await compareSpend(world.ctx.db, { projectId, rows: changed }), {
      created: 0,
      updated: 500,
      unchanged: 2_000,
    });
    assert.equal((await storedRows(world, projectId)).length, 2_500);
    assert.deepEqual(await storedRows(world, other.projectId), []);
  },
};

function storedRows({ ctx }: World, projectId: string) {
  return ctx.db
    .selectFrom("spend")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("channel")
    .orderBy("campaign")
    .orderBy("currency")
    .orderBy("amount")
    .execute();
}

async function versions({ ctx }: World, projectId: string): Promise<Record<string, number>> {
  const rows = await ctx.db
    .selectFrom("revenue_subjects")
    .select(["subject", "version"])
    .where("project_id", "=", projectId)
    .orderBy("subject")
    .execute();
  return Object.fromEntries(rows.map(({ subject, version }) => [subject, version]));
}
