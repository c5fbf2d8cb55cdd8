import { after, before, describe, test } from "node:test";
import { databaseSuite } from "./database.suite.ts";
import { exclusiveSuite } from "./exclusive.suite.ts";
import { gatherSuite } from "./gather.suite.ts";
import { migrate, openDatabase } from "./index.ts";
import { migrateSuite } from "./migrate.suite.ts";
import { preparedSuite } from "./prepared.suite.ts";
import { sealingSuite } from "./sealing.suite.ts";
import { settingsSuite } from "./settings.suite.ts";
import { startTestEngine, TEST_ENGINES, type TestEngine } from "./testing/postgres.ts";
import type { Suite, World } from "./testing/suite.ts";
import { transactionSuite } from "./transaction.suite.ts";

const SUITES: Readonly<Record<string, Suite>> = {
  "the open database": databaseSuite,
  migrations: migrateSuite,
  transactions: transactionSuite,
  "prepared queries": preparedSuite,
  "gathered questions": gatherSuite,
  settings: settingsSuite,
  "exclusive work": exclusiveSuite,
  "sealed secrets": sealingSuite,
};

for (const name of TEST_ENGINES) {
  describe(`control store on ${name}`, () => {
    let engine: TestEngine | undefined;
    let world: World | undefined;
    before(async () => {
      const started = await startTestEngine(name);
      engine = started;
      const db = await openDatabase(await started.createDatabase());
      world = { db, createDatabase: started.createDatabase };
      await migrate(db);
    });
    after(async () => {
      await world?.db.destroy();
      await engine?.close();
    });
    for (const [subject, suite] of Object.entries(SUITES)) {
      describe(subject, () => {
        for (const [sentence, run] of Object.entries(suite)) {
          test(sentence, async () => {
            if (!world) throw new Error("The engine did not start.");
            await run(world);
          });
        }
      });
    }
  });
}
