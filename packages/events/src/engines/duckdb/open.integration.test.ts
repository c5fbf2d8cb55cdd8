import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { openEventStore } from "../../open.ts";
import { eventOf } from "../../testing/events.ts";
import { openTestStore, prepareStore } from "../../testing/store.ts";

const HUGE = "select count(*) as rows from range(100000000) a, range(100000) b where a.range % 7 = b.range % 11";

test("SQL can neither read files, nor load extensions, nor change settings or tables", async () => {
  await using opened = await openTestStore();
  const { store } = opened;
  const secret = `${dirname(opened.options.path)}/secret.csv`;
  await writeFile(secret, "a\n1\n");
  const forbidden = [
    `select * from read_csv('${secret}')`,
    `copy (select 1) to '${secret}'`,
    `attach '${secret}' as other`,
    "install httpfs",
    "load httpfs",
    "select * from 'https://example.com/x.parquet'",
    "set memory_limit = '10GB'",
    "set enable_external_access = true",
    "reset lock_configuration",
    "insert into events select * from events",
    "drop table events",
    "select 1; drop table events",
    "checkpoint",
  ];
  for (const sql of forbidden) await assert.rejects(store.query({ sql }), sql);
  assert.equal(await readFile(secret, "utf8"), "a\n1\n");
});

test("a query that needs more than the memory allowed spills into the temporary directory", async () => {
  await using place = await prepareStore();
  const store = await openEventStore({ ...place.options, memoryMb: 64 });
  const spilled = new Set<string>();
  const look = setInterval(async () => {
    for (const name of await readdir(place.options.temporaryDirectory)) spilled.add(name);
  }, 5);
  try {
    const rows = await store.query({
      sql: `select count(*) as rows from (
              select row_number() over (order by text) as place
              from (select (range * 7919 % 600011)::varchar || repeat('x', 100) as text from range(600000))
            ) numbered where place > 10`,
    });
    assert.deepEqual(rows, [{ rows: 599_990 }]);
    assert.ok(spilled.size > 0);
  } finally {
    clearInterval(look);
    await store.close();
  }
});

test("closing ends what runs, waits for the batch under way, and refuses what comes later", async () => {
  await using place = await prepareStore();
  const store = await openEventStore(place.options);
  const query = store.query({ sql: HUGE });
  const refused = assert.rejects(query);
  const batch = store.append([eventOf({ eventId: "1", ts: 1 })]);
  const closed = store.close();
  await Promise.all([refused, closed, store.close()]);
  assert.deepEqual(await batch, { stored: 1, duplicates: 0 });
  await assert.rejects(store.append([eventOf({ eventId: "2", ts: 2 })]), Unavailable);
  await assert.rejects(store.query({ sql: "select 1" }), Unavailable);
  await assert.rejects(stat(`${place.options.path}.wal`), { code: "ENOENT" });
});

test("a flood is moved from the log into the file before the minute is over", async () => {
  await using place = await prepareStore();
  const store = await openEventStore({ ...place.options, checkpointAbove: 100 });
  const log = () =>
    stat(`${place.options.path}.wal`).then(
      ({ size }) => size,
      () => 0,
    );
  const batch = (at: number) =>
    store.append(Array.from({ length: 60 }, (_, index) => eventOf({ eventId: `${at}-${index}`, ts: at + index })));
  try {
    await batch(1);
    assert.ok((await log()) > 0);
    await batch(1_000);
    for (let tries = 0; (await log()) > 0 && tries < 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(await log(), 0);
    assert.deepEqual(await store.query({ sql: "select count(*)::int as events from events" }), [{ events: 120 }]);
  } finally {
    await store.close();
  }
});

test("a file that is no store is refused and left as it is", async () => {
  await using place = await prepareStore();
  await writeFile(place.options.path, "something else\n".repeat(1_000));
  await assert.rejects(openEventStore(place.options));
  assert.match(await readFile(place.options.path, "utf8"), /^something else/);
});
