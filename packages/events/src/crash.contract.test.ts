import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LogSetAside } from "./engines/duckdb/instance.ts";
import { type EventStoreOptions, openEventStore } from "./open.ts";
import { eventOf } from "./testing/events.ts";
import { visitsByHand } from "./testing/histories.ts";
import { readVisits } from "./testing/read-visits.ts";
import { prepareStore } from "./testing/store.ts";

const CHILD = fileURLToPath(new URL("./testing/append-child.ts", import.meta.url));
const ROUNDS = 3;
const LIFE_MS_MIN = 150;
const LIFE_MS_SPREAD = 400;

test("after SIGKILL every acknowledged event is there once, and the visits are whole", async () => {
  await using place = await prepareStore();
  let next = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const acknowledged = await appendUntilKilled(place.options, next);
    assert.ok(acknowledged > next, "The child has stored something before its end.");
    const store = await openEventStore(place.options);
    const rows = await store.query({
      sql: "select (ts // 60000) as number, count(*) as times from events group by 1 order by 1",
    });
    assert.ok(rows.length >= acknowledged, `${acknowledged} were acknowledged, ${rows.length} are there.`);
    const expected = rows.map((_row, index) => ({ number: index, times: 1 }));
    assert.deepEqual(rows, expected);
    const events = rows.map((_row, index) =>
      eventOf({ eventId: `${index}`, ts: index * 60_000, visitorId: `v${index % 7}` }),
    );
    assert.deepEqual(await readVisits(store, events), visitsByHand(events));
    await store.close();
    next = rows.length;
  }
});

test("zeros at the end of the log, as a power failure leaves them, cost no acknowledged event", async () => {
  await using place = await prepareStore();
  const acknowledged = await appendUntilKilled(place.options, 0);
  await appendFile(`${place.options.path}.wal`, Buffer.alloc(4_096));
  const told: LogSetAside[] = [];
  const store = await openEventStore({ ...place.options, onLogSetAside: (log) => told.push(log) });
  const [row] = await store.query({ sql: "select count(*) as events from events" });
  await store.close();
  assert.ok(Number(row?.events) >= acknowledged);
  assert.equal(told.length, 1);
});

test("a log damaged in its middle is kept, told of, and replayed up to the damage", async () => {
  await using place = await prepareStore();
  await appendUntilKilled(place.options, 0);
  const log = `${place.options.path}.wal`;
  const bytes = await readFile(log);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
  await writeFile(log, bytes);
  const told: LogSetAside[] = [];
  const store = await openEventStore({ ...place.options, onLogSetAside: (aside) => told.push(aside) });
  const [row] = await store.query({ sql: "select count(*) as events, max(ts) // 60000 + 1 as expected from events" });
  assert.ok(Number(row?.events) > 0, "What stands before the damage is there.");
  assert.equal(row?.events, row?.expected);
  assert.deepEqual(await store.append([eventOf({ eventId: "next", ts: 1 })]), { stored: 1, duplicates: 0 });
  await store.close();
  const [aside] = told;
  assert.ok(aside && aside.replayedBytes > 0 && aside.replayedBytes < middle);
  assert.deepEqual(await readFile(aside.kept), bytes);
});

/** Runs the child from a number on and kills it at a random moment after its first word; the count acknowledged. */
async function appendUntilKilled(options: EventStoreOptions, first: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(options), String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let acknowledged = first;
  const lines = createInterface({ input: child.stdout });
  const firstLine = once(lines, "line");
  lines.on("line", (line) => {
    acknowledged = Number(line.split(" ")[1]) + 1;
  });
  const closed = once(lines, "close");
  await firstLine;
  await setTimeout(LIFE_MS_MIN + Math.random() * LIFE_MS_SPREAD);
  child.kill("SIGKILL");
  await Promise.all([exited, closed]);
  return acknowledged;
}
