import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EventStore, openEventStore } from "@heliometer/events";
import { engineMissing, startTestEngine, type TestEngine } from "@heliometer/events/testing";
import { checkRevenue, checkTenths } from "./revenue-oracle.suite.ts";

/** What an engine takes for a question decides how many histories it is asked about. */
const HISTORIES = { duckdb: 40, postgres: 20, clickhouse: 4 } as const;

for (const [name, histories] of Object.entries(HISTORIES) as [keyof typeof HISTORIES, number][]) {
  describe(`reports about money on ${name}`, { skip: engineMissing(name) ?? false }, () => {
    let engine: TestEngine;
    let store: EventStore;
    let projects = 0;
    const newProject = () => {
      projects += 1;
      return `project-${projects}`;
    };
    before(async () => {
      engine = await startTestEngine(name);
      store = await openEventStore(await engine.prepare());
    });
    after(async () => {
      await store?.close();
      await engine?.close();
    });

    test("say what brute force over any customers, range and zone says, by every model", async () => {
      const { lifetimeValues } = await checkRevenue({ store, newProject }, histories);
      assert.ok(lifetimeValues > 0, "some channels meet the conditions of a lifetime value");
    });

    test("parts of customers are as many as the customers that they are parts of", async () => {
      await checkTenths(store, newProject());
    });
  });
}
