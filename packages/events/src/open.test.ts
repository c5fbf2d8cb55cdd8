import assert from "node:assert/strict";
import { test } from "node:test";
import { openEventStore } from "./open.ts";
import { eventOf } from "./testing/events.ts";
import { openTestStore, prepareStore } from "./testing/store.ts";

test("events are stored once per id, and the visit that they form is one row", async () => {
  await using opened = await openTestStore();
  const { store } = opened;
  const batch = [
    eventOf({ eventId: "1", ts: 1_000, path: "/a" }),
    eventOf({ eventId: "2", ts: 2_000, path: "/b" }),
    eventOf({ eventId: "2", ts: 2_000, path: "/b" }),
  ];
  assert.deepEqual(await store.append(batch), { stored: 2, duplicates: 1 });
  assert.deepEqual(await store.append(batch), { stored: 0, duplicates: 3 });
  const rows = await store.query({
    sql: "select pageviews, entry_path, exit_path, started_at, last_activity_at, prev_at from sessions where project_id = $1",
    values: ["project"],
  });
  assert.deepEqual(rows, [
    { pageviews: 2, entry_path: "/a", exit_path: "/b", started_at: 1_000, last_activity_at: 2_000, prev_at: null },
  ]);
  assert.equal(await store.dataThrough("project"), 2_000);
  assert.equal(await store.dataThrough("other"), null);
});

test("what was stored is there after closing and opening again", async () => {
  await using place = await prepareStore();
  const first = await openEventStore(place.options);
  await first.append([eventOf({ eventId: "1", ts: 1_000 })]);
  await first.close();
  await using opened = {
    store: await openEventStore(place.options),
    [Symbol.asyncDispose]: () => opened.store.close(),
  };
  assert.equal(await opened.store.dataThrough("project"), 1_000);
  assert.deepEqual(await opened.store.append([eventOf({ eventId: "1", ts: 1_000 })]), { stored: 0, duplicates: 1 });
});
