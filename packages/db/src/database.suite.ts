import assert from "node:assert/strict";
import { newId } from "@heliometer/core";
import { sql } from "kysely";
import type { Suite } from "./testing/suite.ts";

/** A late instant in milliseconds: far beyond 32 bits. */
const INSTANT = 1_795_265_872_911;

export const databaseSuite: Suite = {
  "64-bit integers and counts come back as numbers": async ({ db }) => {
    const id = newId();
    await db.insertInto("organizations").values({ id, name: "A", plan: "free", created_at: INSTANT }).execute();
    const row = await db
      .selectFrom("organizations")
      .select((column) => ["created_at", column.fn.countAll().over().as("count")])
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(row, { created_at: INSTANT, count: 1 });
  },

  "an integer that a number cannot hold is an error, not a wrong number": async ({ db }) => {
    const tooLarge = sql`select cast(9007199254740993 as bigint) as value`;
    await assert.rejects(tooLarge.execute(db), RangeError);
  },

  "a row of an absent parent is refused": async ({ db }) => {
    const orphan = { user_id: newId(), project_id: newId(), role: "viewer", created_at: INSTANT };
    await assert.rejects(db.insertInto("memberships").values(orphan).execute(), /foreign key/i);
  },

  "deleting a parent deletes its rows": async ({ db }) => {
    const organization = { id: newId(), name: "A", plan: "free", created_at: INSTANT };
    const project = {
      id: newId(),
      organization_id: organization.id,
      name: "P",
      domains: "[]",
      timezone: "UTC",
      currency: "EUR",
      week_start: 1,
      mcp_enabled: 1,
      created_at: INSTANT,
    };
    await db.insertInto("organizations").values(organization).execute();
    await db.insertInto("projects").values(project).execute();
    await db.deleteFrom("organizations").where("id", "=", organization.id).execute();
    const left = await db.selectFrom("projects").select("id").where("id", "=", project.id).execute();
    assert.deepEqual(left, []);
  },

  "an update tells how many rows it changed": async ({ db }) => {
    const changed = await db.updateTable("users").set({ name: "N" }).where("id", "=", newId()).executeTakeFirst();
    assert.equal(changed.numUpdatedRows, 0n);
  },

  "text keeps quotes, line ends and letters of every script": async ({ db }) => {
    const name = `O'Neil "x" \\ \n Zürich 東京 🜨`;
    const id = newId();
    await db.insertInto("organizations").values({ id, name, plan: "free", created_at: 0 }).execute();
    const row = await db.selectFrom("organizations").select("name").where("id", "=", id).executeTakeFirst();
    assert.equal(row?.name, name);
  },
};
