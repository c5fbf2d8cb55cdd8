import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPostgres } from "@heliometer/db/testing";
import { engineMissing, startTestEngine, type TestEngine } from "@heliometer/events/testing";
import { UNKNOWN_FACTS } from "./facts/unknown.ts";
import { readAnswers } from "./testing/answers.ts";
import { openImportWorld } from "./testing/world.ts";

const EXPORTS = ["plausible", "umami", "ga4-bigquery", "matomo-visits", "matomo-reports"];

for (const name of ["postgres", "clickhouse"] as const) {
  describe(`imports into ${name}, with the control store in Postgres`, { skip: engineMissing(name) ?? false }, () => {
    let control: Awaited<ReturnType<typeof startPostgres>>;
    let engine: TestEngine;
    before(async () => {
      control = await startPostgres();
      engine = await startTestEngine(name);
    });
    after(async () => {
      await engine?.close();
      await control?.stop();
    });

    const openServers = async () =>
      openImportWorld({ events: await engine.prepare(), controlUrl: await control.createDatabase() });

    for (const fixture of EXPORTS) {
      test(`${fixture} gives the same answers as on the embedded engines, and nothing when it is repeated`, async () => {
        await using embedded = await openImportWorld();
        await using servers = await openServers();
        const path = await servers.fixture(fixture);
        const first = await servers.run(path);
        assert.equal(first.stored, (await embedded.run(path)).stored);
        assert.deepEqual(await readAnswers(servers), await readAnswers(embedded));
        const again = await servers.run(path);
        assert.deepEqual([again.stored, again.known], [0, first.stored]);
        assert.deepEqual(
          (await servers.report("overview")).meta.warnings,
          (await embedded.report("overview")).meta.warnings,
        );
      });
    }

    test("the end lies where the project's own events begin", async () => {
      await using servers = await openServers();
      const ts = Date.parse("2024-03-01T11:30:00Z");
      const event = {
        eventId: "own",
        ts,
        kind: "pageview",
        visitorId: "own",
        name: "",
        path: "/own",
        title: "",
      } as const;
      const place = {
        projectId: servers.project.id,
        hostname: "shop.example.com",
        properties: "",
        visit: UNKNOWN_FACTS,
      };
      await servers.store.append([{ ...event, ...place }]);
      const { plan, stored } = await servers.run(await servers.fixture("umami"));
      assert.deepEqual([plan.ownFirstAt, plan.endsAtOwn, stored], [ts, true, 4]);
      assert.equal((await servers.plan(await servers.fixture("umami"))).ownFirstAt, ts);
    });
  });
}
