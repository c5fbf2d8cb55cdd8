import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runReport } from "@heliometer/analytics";
import { Unavailable } from "@heliometer/core";
import { type EventStore, generateDemoEvents, openEventStore } from "@heliometer/events";
import { limitReports } from "./time-limit.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const directory = mkdtempSync(join(tmpdir(), "heliometer-limit-"));
let store: EventStore;
before(async () => {
  store = await openEventStore({
    engine: "duckdb",
    path: join(directory, "events.duckdb"),
    memoryMb: 256,
    threads: 1,
    temporaryDirectory: join(directory, "tmp"),
  });
  await store.load(generateDemoEvents({ seed: 1, endsAt: NOW, events: 20_000, projectId: "p" }));
});
after(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function ask(limitSeconds: number, signal?: AbortSignal, asked = store) {
  const project = { id: "p", name: "P", timezone: "UTC", currency: "EUR", weekStart: 1 };
  const context = { store: limitReports(asked, limitSeconds), project, now: NOW, dashboardUrl: "http://localhost/p" };
  return runReport(signal ? { ...context, signal } : context, "pages", { period: "last_30_days" });
}

test("a report over the limit is stopped with a sentence that says what to ask instead", async () => {
  // The engine would count for hours; only stopping it inside ends the query.
  const endless: EventStore = {
    ...store,
    run: async (_plan, options) => {
      await store.query(
        { sql: "select count(*) from range(10000000) a, range(10000000) b where a.range <> b.range" },
        options,
      );
      return [];
    },
  };
  await assert.rejects(
    ask(0.05, undefined, endless),
    (error) => error instanceof Unavailable && /took longer than 0\.05 s.*shorter range/.test(error.message),
  );
});

test("a report within the limit is answered", async () => {
  const answer = await ask(30);
  assert.ok(JSON.stringify(answer.data).length > 100);
});

test("a caller who goes away stops the report, and it is not called too slow", async () => {
  await assert.rejects(ask(30, AbortSignal.abort(new Error("gone"))), /gone/);
});
