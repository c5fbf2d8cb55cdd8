import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Conflict } from "@heliometer/core";
import { sql } from "kysely";
import { type OpenDatabase, openDatabase } from "./database.ts";
import { listMigrations, migrate } from "./migrate.ts";
import type { Suite } from "./testing/suite.ts";

const MIGRATIONS = listMigrations(fileURLToPath(new URL("../migrations/", import.meta.url)));
const MIGRATE_PROCESS = fileURLToPath(new URL("./testing/migrate-process.ts", import.meta.url));
const PROCESSES = 2;
/** One meeting in two goes wrong without the locks, so six of them miss a fault once in sixty-four runs. */
const MEETINGS = 6;
const PROCESS_START_MS = 1_000;

export const migrateSuite: Suite = {
  "an empty database gets every file once, in order": async ({ createDatabase }) => {
    const db = await openDatabase(await createDatabase());
    try {
      assert.deepEqual(await migrate(db), { applied: MIGRATIONS });
      assert.deepEqual(await migrate(db), { applied: [] });
    } finally {
      await db.destroy();
    }
  },

  "processes that start at the same instant apply each file once, and all of them succeed": async (world) => {
    const places = await Promise.all(Array.from({ length: MEETINGS }, () => world.createDatabase()));
    const startsAt = Date.now() + PROCESS_START_MS;
    const runs = await Promise.all(Array.from({ length: PROCESSES }, () => migrateInProcess({ places, startsAt })));
    for (const index of places.keys()) {
      assert.deepEqual(runs.flatMap((applied) => applied[index] ?? []).sort(), MIGRATIONS);
    }
  },

  "connections of one process that migrate at once apply each file once": async ({ createDatabase }) => {
    const place = await createDatabase();
    const first = await openDatabase(place);
    // Two handles on one SQLite file would wait for each other inside one thread; there the processes above are the proof.
    const second = place.engine === "sqlite" ? first : await openDatabase(place);
    try {
      const results = await Promise.all([migrate(first), migrate(second)]);
      assert.deepEqual(results.flatMap(({ applied }) => applied).sort(), MIGRATIONS);
    } finally {
      await first.destroy();
      await second.destroy();
    }
  },

  "a database of a newer release is refused with a sentence and left as it is": async ({ createDatabase }) => {
    const db = await openDatabase(await createDatabase());
    try {
      await migrate(db);
      await sql`insert into schema_migrations (version, applied_at) values ('9999_future', 0)`.execute(db);
      await assert.rejects(migrate(db), (error) => {
        assert.ok(error instanceof Conflict);
        assert.match(error.message, /written by a newer Heliometer: it holds 9999_future/);
        return true;
      });
    } finally {
      await db.destroy();
    }
  },

  "the row types name the columns, types and nulls of the database": async ({ db }) => {
    const tables = await db.introspection.getTables();
    const stored = tables
      .filter(({ name }) => name !== "schema_migrations")
      .map(({ name, columns }) => [name, Object.fromEntries(columns.map((column) => [column.name, describe(column)]))]);
    assert.deepEqual(Object.fromEntries(stored), readRowTypes());
  },
};

async function migrateInProcess(task: { places: OpenDatabase[]; startsAt: number }): Promise<string[][]> {
  const { stdout } = await promisify(execFile)(process.execPath, [MIGRATE_PROCESS, JSON.stringify(task)]);
  return JSON.parse(stdout);
}

function describe(column: { dataType: string; isNullable: boolean }): string {
  const type = /int/i.test(column.dataType) ? "number" : "string";
  return column.isNullable ? `${type} | null` : type;
}

/** The columns that tables.ts and the files beside it declare. Types are gone at run time, so the sources are read. */
function readRowTypes(): Record<string, Record<string, string>> {
  const files = readdirSync(import.meta.dirname).filter((name) => /^(?:[a-z]+-)*tables\.ts$/.test(name));
  const source = files.map((name) => readFileSync(new URL(name, import.meta.url), "utf8")).join("\n");
  const interfaces = new Map<string, Record<string, string>>();
  for (const [, name = "", above = "", body = ""] of source.matchAll(
    /interface (\w+)(?: extends ([\w, ]+))? \{([^}]*)\}/g,
  )) {
    const fields = [...body.matchAll(/^ {2}(\w+): ([^;]+);/gm)].map(([, field = "", type = ""]) => [field, type]);
    const inherited = above.split(", ").map((parent) => interfaces.get(parent));
    interfaces.set(name, Object.assign({}, ...inherited, Object.fromEntries(fields)));
  }
  const tables = Object.entries(interfaces.get("Tables") ?? {});
  return Object.fromEntries(tables.map(([table, row]) => [table, interfaces.get(row) ?? {}]));
}
