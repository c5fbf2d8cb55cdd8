import assert from "node:assert/strict";
import { newId } from "@heliometer/core";
import { sql } from "kysely";
import type { Database } from "./database.ts";
import { prepareQuery } from "./prepared.ts";
import type { Suite } from "./testing/suite.ts";
import { inTransaction } from "./transaction.ts";

let built = 0;
const findNames = prepareQuery("names-for-tests", (db, { prefix, since }: { prefix: string; since: number }) => {
  built += 1;
  return db
    .selectFrom("organizations")
    .select("name")
    .where("plan", "=", "starter")
    .where("created_at", ">=", since)
    .where(sql<boolean>`name like ${prefix} || '%'`)
    .orderBy("name");
});

async function add(db: Database, name: string, created_at: number): Promise<void> {
  await db.insertInto("organizations").values({ id: newId(), name, plan: "starter", created_at }).execute();
}

export const preparedSuite: Suite = {
  "a prepared query is written once and asked with other values each time": async ({ db }) => {
    const prefix = newId();
    await add(db, `${prefix} early`, 1);
    await add(db, `${prefix} late`, 9);
    const before = built;
    assert.deepEqual(await findNames(db, { prefix, since: 0 }), [
      { name: `${prefix} early` },
      { name: `${prefix} late` },
    ]);
    assert.deepEqual(await findNames(db, { prefix, since: 5 }), [{ name: `${prefix} late` }]);
    assert.deepEqual(await findNames(db, { prefix: newId(), since: 0 }), []);
    assert.equal(built, before + 1);
  },

  "a prepared query sees what its transaction has written, and nothing of one that was rolled back": async ({ db }) => {
    const prefix = newId();
    await assert.rejects(
      inTransaction(db, async (tx) => {
        await add(tx, prefix, 1);
        assert.equal((await findNames(tx, { prefix, since: 0 })).length, 1);
        throw new Error("Rolled back.");
      }),
      /Rolled back/,
    );
    assert.deepEqual(await findNames(db, { prefix, since: 0 }), []);
  },

  "a prepared query reads what is committed while another transaction is open, and neither waits for the other":
    async ({ db }) => {
      const prefix = newId();
      await inTransaction(db, async (tx) => {
        await add(tx, prefix, 1);
        assert.deepEqual(await findNames(db, { prefix, since: 0 }), []);
      });
      assert.deepEqual(await findNames(db, { prefix, since: 0 }), [{ name: prefix }]);
    },

  "a prepared query goes on after the table has changed": async ({ db }) => {
    const prefix = newId();
    await add(db, prefix, 1);
    await findNames(db, { prefix, since: 0 });
    await sql`alter table organizations add column for_tests text`.execute(db);
    assert.deepEqual(await findNames(db, { prefix, since: 0 }), [{ name: prefix }]);
    await sql`alter table organizations drop column for_tests`.execute(db);
    assert.deepEqual(await findNames(db, { prefix, since: 0 }), [{ name: prefix }]);
  },
};
