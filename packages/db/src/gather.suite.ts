import assert from "node:assert/strict";
import { newId } from "@heliometer/core";
import { SqliteAdapter } from "kysely";
import type { Database } from "./database.ts";
import { findRows } from "./find-rows.ts";
import { gatherQuestions, gatherWrites, isAmong } from "./gather.ts";
import type { Suite } from "./testing/suite.ts";

const asked: string[] = [];
const findOrganization = gatherQuestions({
  ask: (db, keys) => {
    asked.push(keys);
    return db
      .selectFrom("organizations")
      .select(["id", "name"])
      .where(isAmong(db, "id", keys))
      .execute();
  },
  keyOf: ({ id }: { id: string; name: string }) => id,
});

async function add(db: Database, name: string): Promise<string> {
  const id = newId();
  await db.insertInto("organizations").values({ id, name, plan: "starter", created_at: 1 }).execute();
  return id;
}

export const gatherSuite: Suite = {
  "a hundred questions at once get each its own answer, unknown ones an empty one": async ({ db }) => {
    const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => add(db, `Organization ${index}`)));
    const wanted = [...ids, ...ids, ...Array.from({ length: 20 }, () => newId())];
    const found = await Promise.all(wanted.map((id) => findOrganization(db, id)));
    for (const [index, rows] of found.entries()) {
      const expected = index < 80 ? [{ id: wanted[index], name: `Organization ${index % 40}` }] : [];
      assert.deepEqual(rows, expected);
    }
  },

  "a question that arrives after a change sees it, whatever is under way": async ({ db }) => {
    const id = await add(db, "Before");
    const early = Array.from({ length: 10 }, () => findOrganization(db, id));
    await db.updateTable("organizations").set({ name: "After" }).where("id", "=", id).execute();
    const late = await Promise.all(Array.from({ length: 10 }, () => findOrganization(db, id)));
    await Promise.all(early);
    assert.deepEqual(new Set(late.map(([row]) => row?.name)), new Set(["After"]));
  },

  "a question that fails fails for everybody who asked, and the next one works": async ({ db }) => {
    let isBroken = true;
    const question = gatherQuestions({
      ask: async (store, keys) => {
        if (isBroken) throw new Error("Broken.");
        return store
          .selectFrom("organizations")
          .select("id")
          .where(isAmong(store, "id", keys))
          .execute();
      },
      keyOf: ({ id }: { id: string }) => id,
    });
    const id = await add(db, "Works");
    const failed = await Promise.allSettled(Array.from({ length: 5 }, () => question(db, id)));
    isBroken = false;
    assert.deepEqual(new Set(failed.map(({ status }) => status)), new Set(["rejected"]));
    assert.deepEqual(await question(db, id), [{ id }]);
  },

  "writes that come one after the other are stored once each; to a file a crowd of them goes together": async ({
    db,
  }) => {
    const written: number[] = [];
    const write = gatherWrites<{ id: string }>(
      async (store, rows) => {
        written.push(rows.length);
        await store
          .insertInto("organizations")
          .values(rows.map(({ id }) => ({ id, name: "A", plan: "free", created_at: 0 })))
          .execute();
      },
      { alsoInFile: true },
    );
    const ids = Array.from({ length: 6 }, newId);
    const stored: Promise<void>[] = [];
    for (const id of ids) {
      stored.push(write(db, [{ id }]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(stored);
    const found = await findRows(db, { table: "organizations", column: "id", values: [...ids, ...ids], where: {} });
    assert.deepEqual(found.map(({ id }) => id).sort(), ids.toSorted());
    if (db.getExecutor().adapter instanceof SqliteAdapter) assert.ok(written.length < ids.length, `${written}`);
  },

  "rows are found by any of many values, and by what holds for all of them": async ({ db }) => {
    const [one, other] = [newId(), newId()];
    for (const [id, plan] of [
      [one, "free"],
      [other, "starter"],
    ] as const) {
      await db.insertInto("organizations").values({ id, name: "A", plan, created_at: 0 }).execute();
    }
    const find = (values: string[], where: { plan?: string }) =>
      findRows(db, { table: "organizations", column: "id", values, where });
    assert.deepEqual(await find([one, other, newId()], { plan: "starter" }), [
      { id: other, name: "A", plan: "starter", created_at: 0 },
    ]);
    assert.deepEqual(await find([], {}), []);
  },
};
