import assert from "node:assert/strict";
import { test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { eventOf } from "../../testing/events.ts";
import { openTestStore } from "../../testing/store.ts";
import { explain } from "./errors.ts";

test("an engine that cannot write is away; what it says of a statement or of a value stays what it is", () => {
  for (const message of [
    'IO Error: Could not write file "events.duckdb.wal": No space left on device',
    "Out of Memory Error: failed to allocate data",
    "FATAL Error: Failed: database has been invalidated because of a previous fatal error",
  ]) {
    assert.ok(explain(new Error(message)) instanceof Unavailable, message);
  }
  const wrong = new Error("Conversion Error: Could not convert string to INT64");
  assert.equal(explain(wrong), wrong);
});

test("a value that the tables cannot hold is the event's fault", async () => {
  await using opened = await openTestStore();
  const refused = opened.store.append([eventOf({ eventId: "half", ts: 0.5 })]);
  await assert.rejects(refused, (error) => !(error instanceof Unavailable));
});
