import assert from "node:assert/strict";
import { SqliteAdapter } from "kysely";
import { exclusively } from "./exclusive.ts";
import type { Suite } from "./testing/suite.ts";

const LOCK = 4_711;
const TURNS = 5;

export const exclusiveSuite: Suite = {
  "what several callers do under one number of a shared database never overlaps": async ({ db }) => {
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
    };
    await Promise.all(Array.from({ length: TURNS }, () => exclusively(db, LOCK, work)));
    // A SQLite file belongs to one process, which needs no lock against others.
    assert.equal(most, db.getExecutor().adapter instanceof SqliteAdapter ? TURNS : 1);
  },
  "a failure gives the turn away": async ({ db }) => {
    await assert.rejects(
      exclusively(db, LOCK, () => Promise.reject(new Error("broken"))),
      /broken/,
    );
    assert.equal(await exclusively(db, LOCK, () => Promise.resolve("free again")), "free again");
  },
};
