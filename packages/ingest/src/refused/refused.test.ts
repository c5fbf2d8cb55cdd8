import assert from "node:assert/strict";
import { test } from "node:test";
import type { RefusedCount, RefusedRecord } from "@heliometer/accounts";
import { createRefusedBook } from "./book.ts";
import { keepBody } from "./kept-body.ts";

const RECORD: RefusedRecord = {
  projectId: "p",
  at: 1,
  reason: "invalid_field",
  detail: "path: is missing.",
  kind: "/api/t/e",
  body: "{}",
  isWhole: true,
  circumstances: "{}",
  visitorId: null,
};

function open() {
  const written: { records: RefusedRecord[]; counts: RefusedCount[] } = { records: [], counts: [] };
  const failures: unknown[] = [];
  const state = { isAway: false };
  const book = createRefusedBook({
    write: async ({ records, counts }) => {
      if (state.isAway) throw new Error("away");
      written.records.push(...records);
      written.counts.push(...counts);
    },
    onFailed: (error) => failures.push(error),
    writeEveryMs: 60_000,
  });
  return { book, written, failures, state };
}

test("many refusals are one writing, counted by project and reason", async () => {
  const { book, written } = open();
  for (let index = 0; index < 5; index += 1) book.keep(RECORD);
  book.keep({ ...RECORD, projectId: "q" });
  book.count("p", "overloaded", 7);
  book.count("p", "overloaded", 3);
  await book.close();
  assert.equal(written.records.length, 6);
  assert.deepEqual(written.counts, [
    { projectId: "p", reason: "invalid_field", events: 5 },
    { projectId: "q", reason: "invalid_field", events: 1 },
    { projectId: "p", reason: "overloaded", events: 10 },
  ]);
});

test("of a flood a part is kept and all is counted", async () => {
  for (const [body, kept] of [
    ["{}", 1_000],
    ["x".repeat(16_000), 125],
  ] as const) {
    const { book, written } = open();
    for (let index = 0; index < 10_000; index += 1) book.keep({ ...RECORD, body });
    await book.close();
    assert.deepEqual([written.records.length, written.counts[0]?.events], [kept, 10_000]);
  }
});

test("counts that could not be written are written the next time", async () => {
  const { book, written, failures, state } = open();
  state.isAway = true;
  book.keep(RECORD);
  await book.flush();
  assert.equal(failures.length, 1);
  state.isAway = false;
  book.count("p", "invalid_field");
  await book.flush();
  assert.deepEqual(written.counts, [{ projectId: "p", reason: "invalid_field", events: 2 }]);
});

test("a body is kept as it came, as far as it is text and short", () => {
  const text = '{"visitorId":"v","title":"é\\u0000"}';
  assert.deepEqual(keepBody(Buffer.from(text)), { body: text, isWhole: true });
  assert.deepEqual(keepBody(Buffer.from("a\0b")), { body: "a\u2400b", isWhole: false });
  assert.deepEqual(keepBody(Buffer.from([0x7b, 0xff])), { body: "{\ufffd", isWhole: false });
  const long = keepBody(Buffer.from("x".repeat(20_000)));
  assert.deepEqual([long.body.length, long.isWhole], [16_384, false]);
  assert.deepEqual(keepBody(undefined), { body: "", isWhole: false });
});

test("the agent that a page has written into its body is not kept, whole or cut off", () => {
  for (const [sent, kept] of [
    ['{"userAgent":"Mozilla/5.0 (\\"x\\")","path":"/"}', '{"userAgent":"","path":"/"}'],
    [
      '{"identify":{"name":"Ada \\"L\\"","email":"ada@example.com","userId":"u1"},"eventName":"x"}',
      '{"identify":{"name":"","email":"","userId":"u1"},"eventName":"x"}',
    ],
    ['{"path":"/","user_agent" : "Mozilla/5.0', '{"path":"/","user_agent" : "'],
  ] as const) {
    assert.equal(keepBody(Buffer.from(sent)).body, kept);
  }
});
