import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { InvalidInput, Unavailable } from "@heliometer/core";
import { openEventStore } from "../../open.ts";
import type { EventStore } from "../../store.ts";
import { openBrokenLine } from "../../testing/broken-line.ts";
import { chdbMissing, startChdb, type TestClickhouse } from "../../testing/chdb.ts";
import { openDisposable } from "../../testing/engines.ts";
import { eventOf } from "../../testing/events.ts";
import { openConnection } from "./connection.ts";
import { createDatabase, createMigrationsTable, MIGRATIONS, versionedTables } from "./schema.ts";

const ENDLESS = "select sum(cityHash64(number)) as sum from numbers(1000000000000)";
const NOBODY = "http://127.0.0.1:1";

describe("ClickHouse store", { skip: chdbMissing() ?? false }, () => {
  let server: TestClickhouse;
  let databases = 0;
  before(async () => {
    server = await startChdb();
  });
  after(() => server?.stop());

  function options(change: { queryTimeoutMs?: number } = {}) {
    databases += 1;
    return { engine: "clickhouse", url: server.url, database: `open_${databases}`, ...change } as const;
  }

  /** How many statements with the text are under way in the server. */
  async function running(text: string): Promise<number> {
    const connection = openConnection({ url: server.url, max: 1, timeoutMs: 10_000 });
    const { rows } = await connection.read({
      text: "select count() from system.processes where position(query, {text:String}) > 0 and position(query, 'system.processes') = 0",
      values: { text },
    });
    await connection.close();
    return Number(rows[0]?.[0]);
  }

  test("a query that takes too long is stopped by the server, and the message says what to do", async () => {
    await using opened = await openDisposable(options({ queryTimeoutMs: 1_000 }));
    await assert.rejects(opened.store.query({ sql: ENDLESS }), (error: unknown) => {
      assert.ok(error instanceof Unavailable);
      assert.match(error.message, /stopped the query after 1 seconds\. Ask for a shorter period/);
      return true;
    });
    assert.equal(await running("cityHash64"), 0);
  });

  test("a query that nobody waits for any more is stopped inside the server", async () => {
    await using opened = await openDisposable(options());
    const given = new AbortController();
    const query = opened.store.query({ sql: ENDLESS }, { signal: given.signal });
    const refused = assert.rejects(query, { name: "AbortError" });
    await until(async () => (await running("cityHash64")) === 1);
    given.abort();
    await refused;
    await until(async () => (await running("cityHash64")) === 0);
  });

  test("a server that is not there is Unavailable, at the start and later, and the password stays out of it", async () => {
    const url = "http://user:s3cret@127.0.0.1:1";
    const isQuiet = (error: unknown) => error instanceof Unavailable && !error.message.includes("s3cret");
    await assert.rejects(openEventStore({ engine: "clickhouse", url }), isQuiet);
    const line = await openBrokenLine(server.url);
    const store = await openEventStore({ ...options(), url: line.url });
    await line[Symbol.asyncDispose]();
    await assert.rejects(store.append([eventOf({ eventId: "1", ts: 1 })]), isQuiet);
    await assert.rejects(store.dataThrough("project"), isQuiet);
    await store.close();
  });

  test("options that cannot be used are refused with an example", async () => {
    for (const change of [{ url: "localhost:8123" }, { url: "postgres://x" }, { database: "a b" }, { cluster: "'" }]) {
      await assert.rejects(openEventStore({ engine: "clickhouse", url: NOBODY, ...change }), InvalidInput);
    }
  });

  test("what was acknowledged is there after the server's process has ended and another one runs", async () => {
    const own = await startChdb();
    try {
      const first = await openEventStore({ engine: "clickhouse", url: own.url });
      await first.append([eventOf({ eventId: "1", ts: 1_000 })]);
      await first.close();
      await using second = await openDisposable({ engine: "clickhouse", url: await own.restart() });
      assert.equal(await second.store.dataThrough("project"), 1_000);
      assert.deepEqual(await second.store.append([eventOf({ eventId: "1", ts: 1_000 })]), {
        stored: 0,
        duplicates: 1,
      });
    } finally {
      await own.stop();
    }
  });

  test("every statement for a cluster is one that ClickHouse can read", async () => {
    const topology = { database: "heliometer", cluster: "{cluster}" };
    const statements = [
      createDatabase(topology),
      ...createMigrationsTable(topology),
      ...MIGRATIONS.flatMap((migration) => migration.statements(topology)),
      ...versionedTables(topology).map(({ place, version }) => `alter table ${place} delete where ${version} = 1`),
    ];
    const connection = openConnection({ url: server.url, max: 1, timeoutMs: 10_000 });
    for (const statement of statements) await connection.command(`explain ast ${statement}`);
    await assert.rejects(connection.command("explain ast create table t on cluster"));
    await connection.close();
  });

  test("properties are asked for as text, whatever JSON they are in", async () => {
    await using opened = await openDisposable(options());
    const values = { text: "pro", number: 0.5, huge: 1e21, yes: true, none: null, list: [1, "a"], "a.b": { c: 1 } };
    await opened.store.append([
      eventOf({ eventId: "1", ts: 1, kind: "custom", name: "bought", properties: JSON.stringify(values) }),
    ]);
    const answers = await Promise.all([...Object.keys(values), "absent"].map((name) => propertyOf(opened.store, name)));
    assert.deepEqual(answers, ["pro", "0.5", "1e+21", "true", "", '[1,"a"]', '{"c":1}', ""]);
  });
});

async function propertyOf(store: EventStore, name: string) {
  const [row] = await store.run({
    projectId: "project",
    spans: [{ start: 0, lengthMs: 1_000, count: 1, first: 0 }],
    keys: ["value"],
    parts: [{ rows: "events", by: [{ of: "property", name }], measures: [{ name: "count", measure: "count" }] }],
    filters: { session: [], page: [], event: [] },
    byBucket: false,
    totals: false,
    skipEmptyKeys: false,
  });
  return row?.value;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await condition()) return;
    await setTimeout(50);
  }
  assert.fail("It did not come to pass within five seconds.");
}
