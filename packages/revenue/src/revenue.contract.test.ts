import { after, before, describe, test } from "node:test";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { startTestEngine, TEST_ENGINES, type TestEngine } from "@heliometer/db/testing";
import { type EventStore, openEventStore } from "@heliometer/events";
import { type TestEngine as EventEngine, startTestEngine as startEventEngine } from "@heliometer/events/testing";
import { applySuite } from "./apply/apply.suite.ts";
import { backfillSuite } from "./backfills/backfill.suite.ts";
import { connectionsSuite } from "./connections/connections.suite.ts";
import { deliveriesSuite } from "./deliveries/deliveries.suite.ts";
import { manualSuite } from "./manual/manual.suite.ts";
import { linksSuite } from "./project/links.suite.ts";
import { orderSuite } from "./project/order.suite.ts";
import { projectionSuite } from "./project/projection.suite.ts";
import { ratesSuite } from "./rates/rates.suite.ts";
import { spendSuite } from "./spend/spend.suite.ts";
import { createWorld, type Suite } from "./testing/world.ts";

const SUITES: Readonly<Record<string, Suite>> = {
  "records of money": applySuite,
  "deliveries of providers": deliveriesSuite,
  "connections to providers": connectionsSuite,
  "histories of providers": backfillSuite,
  "advertising spend": spendSuite,
  "exchange rates": ratesSuite,
  "the Revenue API": manualSuite,
  "facts of the ledger": projectionSuite,
  "customers and visitors": linksSuite,
  "the order of records": orderSuite,
};

/** The event store that goes with each control store. */
const EVENTS_ON = { sqlite: "duckdb", postgres: "postgres" } as const;

for (const name of TEST_ENGINES) {
  describe(`revenue on ${name}`, () => {
    let engine: TestEngine | undefined;
    let eventEngine: EventEngine | undefined;
    let db: Database | undefined;
    let store: EventStore | undefined;
    before(async () => {
      engine = await startTestEngine(name);
      db = await openDatabase(await engine.createDatabase());
      await migrate(db);
      eventEngine = await startEventEngine(EVENTS_ON[name]);
      store = await openEventStore(await eventEngine.prepare());
    });
    after(async () => {
      await store?.close();
      await eventEngine?.close();
      await db?.destroy();
      await engine?.close();
    });
    for (const [subject, suite] of Object.entries(SUITES)) {
      describe(subject, () => {
        for (const [sentence, run] of Object.entries(suite)) {
          test(sentence, async () => {
            if (!db || !store) throw new Error("The engine did not start.");
            await run(await createWorld({ db, store }));
          });
        }
      });
    }
  });
}
