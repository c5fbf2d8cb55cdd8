import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Conflict, Unavailable } from "@heliometer/core";
import { Client } from "pg";
import { openEventStore } from "../../open.ts";
import { openDisposable, startTestEngine, type TestEngine } from "../../testing/engines.ts";
import { eventOf } from "../../testing/events.ts";
import type { PostgresOptions } from "./open.ts";

describe("event store on Postgres alone", () => {
  let engine: TestEngine;
  before(async () => {
    engine = await startTestEngine("postgres");
  });
  after(() => engine.close());

  async function prepare(): Promise<PostgresOptions> {
    const options = await engine.prepare();
    assert.ok(options.engine === "postgres");
    return options;
  }

  async function connect(url: string): Promise<AsyncDisposable & { admin: Client }> {
    const admin = new Client({ connectionString: url });
    await admin.connect();
    return { admin, [Symbol.asyncDispose]: () => admin.end() };
  }

  test("a query that takes too long is stopped by the server, with a sentence", async () => {
    await using opened = await openDisposable({ ...(await prepare()), statementTimeoutMs: 200 });
    await assert.rejects(opened.store.query({ sql: "select pg_sleep(20)" }), (error) => {
      assert.ok(error instanceof Unavailable);
      assert.match(error.message, /^The event store stopped the query after 0\.2 seconds\. Ask for a shorter period/);
      return true;
    });
    assert.deepEqual(await opened.store.query({ sql: "select 1 as one" }), [{ one: 1 }]);
  });

  test("an aborted query does not run on in the server", async () => {
    const options = await prepare();
    await using opened = await openDisposable(options);
    await using connected = await connect(options.url);
    const running = opened.store.query({ sql: "select pg_sleep(20)" }, { signal: AbortSignal.timeout(100) });
    await assert.rejects(running, { name: "TimeoutError" });
    const { rows } = await connected.admin.query(
      "select count(*)::int as running from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'",
    );
    assert.deepEqual(rows, [{ running: 0 }]);
  });

  test("a faulty statement is told as such, not as a server that is away", async () => {
    await using opened = await openDisposable(await prepare());
    await assert.rejects(opened.store.query({ sql: "select absent from events" }), /column "absent" does not exist/);
  });

  test("reports are not compiled and read with enough memory; a larger setting of the server's stays", async () => {
    const options = await prepare();
    await using connected = await connect(options.url);
    const sql = "select current_setting('jit') as jit, current_setting('work_mem') as memory";
    {
      await using opened = await openDisposable(options);
      assert.deepEqual(await opened.store.query({ sql }), [{ jit: "off", memory: "64MB" }]);
    }
    await connected.admin.query(
      "do $$ begin execute format('alter database %I set work_mem = ''256MB''', current_database()); end $$",
    );
    await using opened = await openDisposable(options);
    assert.deepEqual(await opened.store.query({ sql }), [{ jit: "off", memory: "256MB" }]);
  });

  test("an acknowledged batch is on the disk even where the server's default would not wait for it", async () => {
    const options = await prepare();
    await using opened = await openDisposable(options);
    await using connected = await connect(options.url);
    await connected.admin.query(`
      create table public.seen (setting text);
      create function public.note() returns trigger language plpgsql as $$
        begin insert into public.seen values (current_setting('synchronous_commit')); return null; end $$;
      create trigger note after insert on heliometer_events.sessions execute function public.note()`);
    assert.equal((await connected.admin.query("show synchronous_commit")).rows[0].synchronous_commit, "off");
    await opened.store.append([eventOf({ eventId: "1", ts: 1 })]);
    assert.deepEqual((await connected.admin.query("select * from public.seen")).rows, [{ setting: "on" }]);
  });

  test("the tables lie in a schema of their own, apart from others of the same name", async () => {
    const options = await prepare();
    await using connected = await connect(options.url);
    await connected.admin.query("create table events (mine int); create table schema_migrations (mine int)");
    await using opened = await openDisposable(options);
    await opened.store.append([eventOf({ eventId: "1", ts: 1 })]);
    assert.deepEqual((await connected.admin.query("select * from events")).rows, []);
    assert.equal(await opened.store.dataThrough("project"), 1);
  });

  test("a month gets its partition, and the one after it too; events that no month takes lie in the default one", async () => {
    const options = await prepare();
    await using opened = await openDisposable(options);
    const at = (eventId: string, ts: number) => eventOf({ eventId, ts });
    await opened.store.load([
      at("1", Date.UTC(2021, 11, 31, 23)),
      at("2", Date.UTC(2022, 0, 1)),
      at("3", Date.UTC(2150, 0)),
    ]);
    const rows = await opened.store.query({
      sql: "select tableoid::regclass::text as partition, count(*) as rows from events group by 1 order by 1",
    });
    assert.deepEqual(rows, [
      { partition: "events_2021_12", rows: 1 },
      { partition: "events_2022_01", rows: 1 },
      { partition: "events_default", rows: 1 },
    ]);
    assert.deepEqual(await opened.store.query({ sql: "select to_regclass('events_2022_02')::text as next" }), [
      { next: "events_2022_02" },
    ]);
    const now = new Date();
    const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString().slice(0, 7);
    const name = `events_${next.replace("-", "_")}`;
    assert.deepEqual(await opened.store.query({ sql: "select to_regclass($1)::text as next", values: [name] }), [
      { next: name },
    ]);
  });

  test("while a reader keeps a partition from being added, events go to the default one, and move when it is", async () => {
    const options = await prepare();
    await using connected = await connect(options.url);
    const where = "select tableoid::regclass::text as partition from events";
    {
      await using opened = await openDisposable(options);
      await connected.admin.query("begin; lock table heliometer_events.events_default in access share mode");
      await opened.store.append([eventOf({ eventId: "1", ts: Date.UTC(2022, 0) })]);
      assert.deepEqual(await opened.store.query({ sql: where }), [{ partition: "events_default" }]);
      await connected.admin.query("commit");
    }
    await using opened = await openDisposable(options);
    assert.deepEqual(await opened.store.append([eventOf({ eventId: "1", ts: Date.UTC(2022, 0) })]), {
      stored: 0,
      duplicates: 1,
    });
    assert.deepEqual(await opened.store.query({ sql: where }), [{ partition: "events_2022_01" }]);
  });

  test("tables of a newer release are refused and left as they are", async () => {
    const options = await prepare();
    await (await openEventStore(options)).close();
    await using connected = await connect(options.url);
    await connected.admin.query("insert into heliometer_events.schema_migrations (name) values ('9999_future.sql')");
    await assert.rejects(openEventStore(options), (error) => {
      assert.ok(error instanceof Conflict);
      assert.match(error.message, /written by a newer Heliometer: it holds 9999_future\.sql/);
      return true;
    });
  });

  test("a database that does not hold UTF-8 is refused", async () => {
    const options = await prepare();
    await using connected = await connect(options.url);
    const name = `${new URL(options.url).pathname.slice(1)}_ascii`;
    await connected.admin.query(`create database ${name} encoding 'SQL_ASCII' template template0`);
    const url = new URL(options.url);
    url.pathname = name;
    await assert.rejects(
      openEventStore({ engine: "postgres", url: url.href }),
      /encoding UTF8; this one has SQL_ASCII/,
    );
    await connected.admin.query(`drop database ${name}`);
  });

  test("a server that does not answer is Unavailable, and its password is not told", async () => {
    const url = "postgres://heliometer:hush-hush@127.0.0.1:1/events";
    await assert.rejects(openEventStore({ engine: "postgres", url }), (error) => {
      assert.ok(error instanceof Unavailable);
      assert.match(error.message, /^The event store \(Postgres\) does not answer: .*ECONNREFUSED/);
      assert.doesNotMatch(error.message, /hush-hush/);
      return true;
    });
  });

  test("a connection that ends while it is idle is replaced without a word", async () => {
    const options = await prepare();
    await using opened = await openDisposable(options);
    await using connected = await connect(options.url);
    await opened.store.append([eventOf({ eventId: "1", ts: 1 })]);
    await opened.store.dataThrough("project");
    await connected.admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await setTimeout(100);
    assert.deepEqual(await opened.store.append([eventOf({ eventId: "2", ts: 2 })]), { stored: 1, duplicates: 0 });
    assert.equal(await opened.store.dataThrough("project"), 2);
  });
});
