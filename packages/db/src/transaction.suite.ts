import assert from "node:assert/strict";
import { newId } from "@heliometer/core";
import type { Database } from "./database.ts";
import type { Suite } from "./testing/suite.ts";
import { inTransaction } from "./transaction.ts";

export const transactionSuite: Suite = {
  "an error takes back every write": async ({ db }) => {
    const id = newId();
    const failing = inTransaction(db, async (tx) => {
      await addOrganization(tx, id);
      throw new Error("No.");
    });
    await assert.rejects(failing, /No\./);
    assert.equal(await exists(db, id), false);
  },

  "a verb inside a transaction joins it": async ({ db }) => {
    const id = newId();
    const failing = inTransaction(db, async (outer) => {
      await inTransaction(outer, (inner) => addOrganization(inner, id));
      throw new Error("No.");
    });
    await assert.rejects(failing, /No\./);
    assert.equal(await exists(db, id), false);
  },

  "transactions that are started at once all succeed": async ({ db }) => {
    const ids = Array.from({ length: 8 }, newId);
    await Promise.all(ids.map((id) => inTransaction(db, (tx) => addOrganization(tx, id))));
    const found = await db.selectFrom("organizations").select("id").where("id", "in", ids).execute();
    assert.equal(found.length, ids.length);
  },
};

async function addOrganization(tx: Database, id: string): Promise<void> {
  await tx.insertInto("organizations").values({ id, name: "A", plan: "free", created_at: 0 }).execute();
}

async function exists(db: Database, id: string): Promise<boolean> {
  const row = await db.selectFrom("organizations").select("id").where("id", "=", id).executeTakeFirst();
  return row !== undefined;
}
