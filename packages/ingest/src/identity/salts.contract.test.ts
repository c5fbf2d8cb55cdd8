import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { startTestEngine, TEST_ENGINES, type TestEngine } from "@heliometer/db/testing";
import { createSalts, DAY_MS } from "./salts.ts";

const SECRET_KEY = "the secret of the test";
const DAY = 20_000;
const NODES = 8;

for (const name of TEST_ENGINES) {
  describe(`salts of visitors' ids on ${name}`, () => {
    let engine: TestEngine;
    let db: Database;
    before(async () => {
      engine = await startTestEngine(name);
      db = await openDatabase(await engine.createDatabase());
      await migrate(db);
    });
    after(async () => {
      await db?.destroy();
      await engine?.close();
    });

    test("nodes that need one at the same moment get the same one, which nobody reads without the secret", async () => {
      const nodes = Array.from({ length: NODES }, () =>
        createSalts({ db, clock: () => DAY * DAY_MS, secretKey: SECRET_KEY }),
      );
      const salts = await Promise.all(nodes.map((node) => node.of(DAY)));
      assert.equal(new Set(salts.map((salt) => salt.toString("hex"))).size, 1);
      assert.equal(salts[0]?.length, 32);
      const rows = await db.selectFrom("visitor_salts").selectAll().execute();
      assert.equal(rows.length, 1);
      assert.ok(!JSON.stringify(rows).includes(salts[0]?.toString("base64url") ?? "?"));
      await assert.rejects(createSalts({ db, clock: () => 0, secretKey: "another" }).of(DAY), /SECRET_KEY/);
    });

    test("a day's salt is destroyed after 36 hours, in memory too, and a new one is another", async () => {
      let now = DAY * DAY_MS;
      const node = createSalts({ db, clock: () => now, secretKey: SECRET_KEY });
      const first = await node.of(DAY);
      now = DAY * DAY_MS + 1.5 * DAY_MS - 1;
      await node.sweep();
      assert.deepEqual(await node.of(DAY), first);
      now += 1;
      await node.sweep();
      assert.deepEqual(await db.selectFrom("visitor_salts").selectAll().execute(), []);
      assert.notDeepEqual(await node.of(DAY), first);
    });
  });
}
