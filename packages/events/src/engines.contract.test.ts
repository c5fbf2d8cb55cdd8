import { after, before, describe, test } from "node:test";
import { amendSuite } from "./amend.suite.ts";
import { appendSuite } from "./append.suite.ts";
import { eraseSuite } from "./erase.suite.ts";
import { factsSuite } from "./facts.suite.ts";
import { loadSuite } from "./load.suite.ts";
import { lookUpVisitsSuite } from "./look-up-visits.suite.ts";
import { mergeSuite } from "./merge.suite.ts";
import { openEventStore } from "./open.ts";
import { querySuite } from "./query.suite.ts";
import { signalsSuite } from "./signals.suite.ts";
import { engineMissing, startTestEngine, TEST_ENGINES, type TestEngine } from "./testing/engines.ts";
import type { Suite, World } from "./testing/suite.ts";

const SUITES: Readonly<Record<string, Suite>> = {
  append: appendSuite,
  amend: amendSuite,
  erase: eraseSuite,
  "facts about money": factsSuite,
  load: loadSuite,
  merge: mergeSuite,
  query: querySuite,
  signals: signalsSuite,
  "visits of a visitor": lookUpVisitsSuite,
};

for (const name of TEST_ENGINES) {
  describe(`event store on ${name}`, { skip: engineMissing(name) ?? false }, () => {
    let engine: TestEngine | undefined;
    let world: World | undefined;
    before(async () => {
      const started = await startTestEngine(name);
      engine = started;
      let projects = 0;
      const newProject = () => {
        projects += 1;
        return `project-${projects}`;
      };
      world = { name, store: await openEventStore(await started.prepare()), newProject, prepare: started.prepare };
    });
    after(async () => {
      await world?.store.close();
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
