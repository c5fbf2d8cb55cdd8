import assert from "node:assert/strict";
import type { Condition, Plan, RowSet } from "./plan.ts";
import type { EventStore } from "./store.ts";
import { eventOf } from "./testing/events.ts";
import type { Suite } from "./testing/suite.ts";

const HOUR_MS = 3_600_000;
const NAMED: Condition = { field: { of: "event", column: "name" }, operator: "is", values: ["web_vital"] };

export const signalsSuite: Suite = {
  "a signal of a page opens no visit, prolongs none, is no presence, and counts where its name is asked for": async ({
    store,
    newProject,
  }) => {
    const projectId = newProject();
    const signal = { projectId, kind: "signal", name: "web_vital" } as const;
    await store.append([
      eventOf({ projectId, eventId: "1", ts: HOUR_MS, visitorId: "a" }),
      eventOf({ ...signal, eventId: "2", ts: HOUR_MS + 60_000, visitorId: "a", properties: '{"metric":"LCP"}' }),
      eventOf({ ...signal, eventId: "3", ts: HOUR_MS, visitorId: "b", properties: '{"metric":"CLS"}' }),
    ]);
    const count = (rows: RowSet, event: readonly Condition[] = []) => countRows(store, { projectId, rows, event });
    assert.deepEqual(
      {
        sessions: await count("sessions"),
        activity: await count("activity"),
        presence: await count("presence"),
        events: await count("events"),
        named: await count("events", [NAMED]),
        sessionsOfNamed: await count("sessions", [NAMED]),
      },
      {
        sessions: { count: 1, visitors: 1 },
        activity: { count: 1, visitors: 1 },
        presence: { count: 2, visitors: 1 },
        events: { count: 0, visitors: 0 },
        named: { count: 2, visitors: 2 },
        sessionsOfNamed: { count: 0, visitors: 0 },
      },
    );
    const lasting = await countRows(store, { projectId, rows: "sessions", event: [], measure: "sessionMs" });
    assert.equal(lasting.count, 0);
  },
};

async function countRows(
  store: EventStore,
  asked: {
    projectId: string;
    rows: RowSet;
    event: readonly Condition[];
    measure?: Plan["parts"][number]["measures"][number]["measure"];
  },
) {
  const [row] = await store.run({
    projectId: asked.projectId,
    spans: [{ start: 0, lengthMs: 24 * HOUR_MS, count: 1, first: 0 }],
    keys: [],
    parts: [
      {
        rows: asked.rows,
        by: [],
        measures: [
          { name: "count", measure: asked.measure ?? "count" },
          { name: "visitors", measure: "visitors" },
        ],
      },
    ],
    filters: { session: [], page: [], event: asked.event },
    byBucket: false,
    totals: true,
    skipEmptyKeys: false,
  });
  return { count: row?.count, visitors: row?.visitors };
}
