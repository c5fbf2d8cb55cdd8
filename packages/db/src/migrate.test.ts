import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { listMigrations, splitStatements } from "./migrate.ts";

const MIGRATIONS_DIRECTORY = fileURLToPath(new URL("../migrations/", import.meta.url));

describe("migration files", () => {
  test("are numbered from 1 without gaps or doubles", () => {
    const numbers = listMigrations(MIGRATIONS_DIRECTORY).map((version) => Number(version.slice(0, 4)));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    );
  });

  test("a file with another name is an error", () => {
    const directory = mkdtempSync(join(tmpdir(), "heliometer-migrations-"));
    try {
      writeFileSync(join(directory, "2_late.sql"), "select 1;");
      assert.throws(() => listMigrations(directory), /2_late\.sql .* is not named like 0001_name\.sql/);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test("are cut at semicolons that end a line, without their comments", () => {
    const text =
      "-- One; two;\ncreate table a (\n  -- a; comment;\n  b text default ';x'\n);\n\ninsert into a values (1);\n";
    assert.deepEqual(splitStatements(text), [
      "create table a (\n\n  b text default ';x'\n)",
      "insert into a values (1)",
    ]);
  });
});
