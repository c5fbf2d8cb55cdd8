import assert from "node:assert/strict";
import { newId } from "@heliometer/core";
import type { Suite } from "../testing/world.ts";
import { countCalls, sweepCallCounts } from "./count.ts";

const MINUTE_MS = 60_000;

export const callCountSuite: Suite = {
  "counts of all nodes add up, in this minute and the one before": async ({ operator }) => {
    const credential = newId();
    await countCalls(operator, [{ credential, minute: 99, calls: 7 }]);
    const counts = [{ credential, minute: 100, calls: 10 }];
    const [totals] = await Promise.all([countCalls(operator, counts), countCalls(operator, counts)]);
    assert.ok(totals.some(({ minute, calls }) => minute === 99 && calls === 7));
    const last = await countCalls(operator, [{ credential, minute: 100, calls: 0 }]);
    assert.equal(last.find(({ minute }) => minute === 100)?.calls, 20);
  },

  "many credentials are told at once, and each hears of itself": async ({ operator }) => {
    const counts = Array.from({ length: 50 }, (_, index) => ({ credential: newId(), minute: 200, calls: index }));
    const totals = await countCalls(operator, counts);
    for (const { credential, calls } of counts) {
      assert.equal(totals.find((total) => total.credential === credential)?.calls, calls);
    }
  },

  "counts of minutes long gone are swept": async ({ db, operator }) => {
    const credential = newId();
    const minute = Math.floor(operator.clock() / MINUTE_MS);
    await countCalls(operator, [{ credential, minute: minute - 11, calls: 1 }]);
    await countCalls(operator, [{ credential, minute, calls: 2 }]);
    await sweepCallCounts(operator);
    const left = await db.selectFrom("mcp_call_counts").select("calls").where("credential", "=", credential).execute();
    assert.deepEqual(left, [{ calls: 2 }]);
  },
};
