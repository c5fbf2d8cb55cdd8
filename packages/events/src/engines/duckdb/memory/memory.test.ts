import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { hashEvent } from "../../../events.ts";
import { sessionOf } from "../../../sessions.ts";
import { eventOf } from "../../../testing/events.ts";
import { createAliasTable } from "./alias-table.ts";
import { createIdFilter } from "./id-filter.ts";
import { createPresence } from "./presence.ts";
import { createVisitorTable } from "./visitor-table.ts";

const idOf = (text: string) => createHash("sha256").update(text).digest().readBigInt64LE();

test("a filter knows every id that was added, over many layers, and mistakes hardly any other for one", () => {
  const filter = createIdFilter();
  for (let number = 0; number < 150_000; number += 1) filter.add(idOf(`known ${number}`));
  let forgotten = 0;
  let mistaken = 0;
  for (let number = 0; number < 150_000; number += 1) {
    if (!filter.mayHave(idOf(`known ${number}`))) forgotten += 1;
    if (filter.mayHave(idOf(`other ${number}`))) mistaken += 1;
  }
  assert.equal(forgotten, 0);
  assert.ok(mistaken < 60, `${mistaken} of 150,000`);
});

test("an id is the same whole and by halves", () => {
  for (const id of [idOf("a"), -1n, 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
    const filter = createIdFilter();
    filter.addHalves(Number(BigInt.asUintN(32, id)), Number(BigInt.asIntN(32, id >> 32n)));
    assert.ok(filter.mayHave(id), String(id));
  }
});

test("the table of visitors keeps the latest visit of each while it grows", () => {
  const table = createVisitorTable();
  for (let number = 0; number < 20_000; number += 1) {
    table.set(idOf(`${number}`), { startedAt: number, lastActivityAt: number + 1 });
  }
  for (let number = 0; number < 20_000; number += 2) {
    table.set(idOf(`${number}`), { startedAt: number, lastActivityAt: number + 1_800_000 });
  }
  for (let number = 0; number < 20_000; number += 1) {
    const lengthMs = number % 2 === 0 ? 1_800_000 : 1;
    assert.deepEqual(table.get(idOf(`${number}`)), { startedAt: number, lastActivityAt: number + lengthMs });
  }
  assert.equal(table.get(idOf("nobody")), undefined);
});

test("a visit longer than the table can say counts as never over", () => {
  const table = createVisitorTable();
  table.set(1n, { startedAt: 0, lastActivityAt: 5_000_000_000 });
  assert.deepEqual(table.get(1n), { startedAt: 0, lastActivityAt: Number.POSITIVE_INFINITY });
});

test("the table of aliases follows every chain to its end while it grows", () => {
  const table = createAliasTable();
  for (let number = 0; number < 3_000; number += 1)
    table.set(idOf(`${number}`), idOf(`${number - (number % 10) + 10}`));
  assert.equal(table.resolve(idOf("7")), idOf("3000"));
  assert.equal(table.resolve(idOf("2995")), idOf("3000"));
  assert.equal(table.resolve(idOf("3000")), idOf("3000"));
  assert.equal(table.resolve(idOf("nobody")), idOf("nobody"));
});

/** A presence since 0 under a clock of the test's own, and who was there from an instant on; null where it cannot tell. */
function openPresence(bounds: { rowsMax?: number; floodAbove?: number }) {
  const clock = { now: 10 };
  const presence = createPresence(0, { ...bounds, lengthMs: 100, now: () => clock.now });
  const note = (ts: number) => {
    const event = hashEvent(eventOf({ projectId: "p", eventId: `${ts}`, visitorId: `${ts}`, ts }));
    presence.noteCommitted({
      ...{ inserted: [sessionOf(event)], updated: [], absorbed: [], latest: [] },
      ...{ events: [event], sessionIds: [event.eventId], pages: [], amended: 0, waiting: { removed: [], added: [] } },
    });
  };
  const thereSince = (start: number) => {
    const rows = presence.answer({
      projectId: "p",
      spans: [{ start, lengthMs: 1_000, count: 1, first: 0 }],
      keys: [],
      parts: [{ rows: "presence", by: [], measures: [{ name: "there", measure: "visitors" }] }],
      filters: { session: [], page: [], event: [] },
      ...{ byBucket: false, totals: false, skipEmptyKeys: false },
    });
    return rows?.[0]?.there ?? null;
  };
  return { clock, note, thereSince };
}

test("a memory of who is there that holds too much is given up, and what lies ahead is handed to the next one", () => {
  const { clock, note, thereSince } = openPresence({ rowsMax: 4 });
  note(10);
  note(500);
  assert.equal(thereSince(0), 2);
  clock.now = 30;
  note(30);
  assert.equal(thereSince(0), null);
  assert.equal(thereSince(30), 2);
});

test("a flood is not remembered; when it is over, a memory begins behind all that came in it, ahead of time too", () => {
  const { clock, note, thereSince } = openPresence({ floodAbove: 2 });
  note(10);
  note(11);
  assert.equal(thereSince(0), 2);
  note(61_000);
  assert.equal(thereSince(0), null);
  clock.now = 30_010;
  note(30_010);
  assert.equal(thereSince(30_000), null);
  clock.now = 60_010;
  note(60_010);
  assert.equal(thereSince(60_010), null);
  note(61_500);
  assert.equal(thereSince(61_001), 1);
});
