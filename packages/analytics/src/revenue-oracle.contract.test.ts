import { describe, test } from "node:test";
import { openEventStore } from "@heliometer/events";
import { engineMissing, startTestEngine } from "@heliometer/events/testing";
import { checkRevenue } from "./revenue-oracle.suite.ts";

/** What an engine takes for a question decides how many histories it is asked about. */
const HISTORIES = { duckdb: 40, postgres: 20, clickhouse: 4 } as const;

for (const [name, histories] of Object.entries(HISTORIES) as [keyof typeof HISTORIES, number][]) {
  describe(`reports about money on ${name}`, { skip: engineMissing(name) ?? false }, () => {
    test("say what brute force over any customers, range and zone says, by every model", async () => {
      const engine = await startTestEngine(name);
      const store = await openEventStore(await engine.prepare());
      let projects = 0;
      const newProject = () => {
        projects += 1;
        return `project-${projects}`;
      };
      try {
        await checkRevenue({ store, newProject }, histories);
      } finally {
        await store.close();
        await engine.close();
      }
    });
  });
}
