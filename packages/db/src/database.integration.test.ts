import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { sql } from "kysely";
import { openDatabase } from "./database.ts";

describe("opening a control store", () => {
  let directory = "";
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "heliometer-open-"));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  test("SQLite writes ahead, waits for the disk at each commit, keeps foreign keys and waits for other writers", async () => {
    const db = await openDatabase({ engine: "sqlite", path: join(directory, "a.sqlite") });
    try {
      const read = async (name: string) => (await sql.raw<object>(`pragma ${name}`).execute(db)).rows[0];
      assert.deepEqual(await read("journal_mode"), { journal_mode: "wal" });
      assert.deepEqual(await read("synchronous"), { synchronous: 2 });
      assert.deepEqual(await read("foreign_keys"), { foreign_keys: 1 });
      assert.deepEqual(await read("busy_timeout"), { timeout: 5_000 });
    } finally {
      await db.destroy();
    }
  });

  test("a file that cannot be opened is named with the reason", async () => {
    const path = join(directory, "absent", "a.sqlite");
    const opening = openDatabase({ engine: "sqlite", path });
    await assert.rejects(opening, (error) => error instanceof Unavailable && error.message.includes(path));
  });

  test("a server that does not answer is named without the password", async () => {
    const url = "postgres://heliometer:hush-hush@127.0.0.1:1/control";
    await assert.rejects(openDatabase({ engine: "postgres", url }), (error) => {
      assert.ok(error instanceof Unavailable);
      assert.match(error.message, /^The Postgres database control on 127\.0\.0\.1:1 \(DATABASE_URL\) cannot be opened/);
      assert.doesNotMatch(error.message, /hush-hush/);
      return true;
    });
  });
});
