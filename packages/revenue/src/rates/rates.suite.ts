import assert from "node:assert/strict";
import { acceptSpend } from "../spend/accept.ts";
import { SPEND_EXAMPLE } from "../spend/row.ts";
import { summarizeSpend } from "../spend/summary.ts";
import { chargeRecord, DAY_MS, DAY_ONE, refundRecord } from "../testing/records.ts";
import type { Suite } from "../testing/world.ts";
import { listMissingRates } from "./missing.ts";
import { describeRates, storeRates } from "./store.ts";

const rate = (fields: object = {}) => ({ date: "2026-11-20", base: "EUR", quote: "USD", rate: "1.0812", ...fields });

export const ratesSuite: Suite = {
  "a rate that comes again takes the place of the one before, and all money is converted again": async (world) => {
    const { projectId, apply } = await world.addProject();
    await apply([chargeRecord()]);
    const subjects = () =>
      world.ctx.db.selectFrom("revenue_subjects").select("version").where("project_id", "=", projectId).execute();
    const [before] = await subjects();
    world.advance(1_000);
    const rows = [rate(), rate({ quote: "JPY", rate: "163.45" })];
    assert.deepEqual(await storeRates(world.ctx, { projectId, rows }), { created: 2, replaced: 0 });
    const again = [rate({ rate: "1.0900" }), rate({ date: "2026-11-19" })];
    assert.deepEqual(await storeRates(world.ctx, { projectId, rows: again }), { created: 1, replaced: 1 });
    assert.deepEqual(await describeRates(world.ctx.db, projectId), {
      count: 3,
      firstDay: "2026-11-19",
      lastDay: "2026-11-20",
    });
    const [after] = await subjects();
    assert.ok(Number(after?.version) > Number(before?.version));
    const stored = await world.ctx.db
      .selectFrom("exchange_rates")
      .select("rate")
      .where("project_id", "=", projectId)
      .where("date", "=", "2026-11-20")
      .where("quote", "=", "USD")
      .execute();
    assert.deepEqual(stored, [{ rate: "1.0900" }]);
    const other = await world.addProject();
    assert.deepEqual(await describeRates(world.ctx.db, other.projectId), { count: 0, firstDay: null, lastDay: null });
  },

  "currencies without a rate are told with how much money waits for one, and since when": async (world) => {
    const { projectId, apply } = await world.addProject({ currency: "USD" });
    await apply([
      chargeRecord({ externalId: "own", currency: "USD" }),
      chargeRecord({ externalId: "a", currency: "GBP", at: DAY_ONE }),
      chargeRecord({ externalId: "b", currency: "GBP", at: DAY_ONE + 3 * DAY_MS }),
      chargeRecord({ externalId: "c", currency: "GBP", at: DAY_ONE - DAY_MS, status: "failed" }),
      refundRecord({ externalId: "r", chargeExternalId: "a", currency: "GBP", amount: 1, at: DAY_ONE + 5 * DAY_MS }),
    ]);
    const rows = [
      { ...SPEND_EXAMPLE, currency: "KWD" },
      { ...SPEND_EXAMPLE, currency: "USD" },
    ];
    await acceptSpend(world.ctx, { projectId, rows });
    const spendAt = Date.parse(SPEND_EXAMPLE.date);
    assert.deepEqual(await listMissingRates(world.ctx.db, projectId), [
      { currency: "GBP", amounts: 3, firstAt: DAY_ONE, lastAt: DAY_ONE + 5 * DAY_MS },
      { currency: "KWD", amounts: 1, firstAt: spendAt, lastAt: spendAt },
    ]);
    assert.deepEqual(await summarizeSpend(world.ctx.db, projectId), [
      { month: "2026-11", currency: "USD", amount: 1250n, rows: 1 },
      { month: "2026-11", currency: "KWD", amount: 1250n, rows: 1 },
    ]);
  },
};
