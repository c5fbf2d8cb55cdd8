import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimited } from "@heliometer/core";
import { Refused } from "../refusals.ts";
import { createRates, RATE_LIMITS, type RateLimits } from "./rates.ts";

/** The start of a minute. */
const START = 1_800_000_000_000;
const VISITOR = { projectId: "p", visitorId: "v", isShared: false };

function open(change: Partial<RateLimits> = {}) {
  let now = START;
  const rates = createRates({ ...RATE_LIMITS, ...change }, () => now);
  const takeMany = (count: number, visitor = VISITOR) =>
    Array.from({ length: count }, () => rates.takeVisitor(visitor, "pageview")).filter((taken) => taken).length;
  return { rates, takeMany, moveTo: (seconds: number) => (now = START + seconds * 1_000) };
}

test("a visitor has a limit for each kind, in each project; others have their own", () => {
  const { rates, takeMany } = open();
  assert.equal(takeMany(500), 120);
  assert.equal(takeMany(500, { ...VISITOR, visitorId: "w" }), 120);
  assert.equal(takeMany(500, { ...VISITOR, projectId: "q" }), 120);
  assert.ok(rates.takeVisitor(VISITOR, "event"));
  assert.ok(!rates.takeVisitor(VISITOR, "pageview"));
  assert.equal(takeMany(5_000, { ...VISITOR, visitorId: "a school", isShared: true }), 1_200);
});

test("the minute slides, and after two quiet ones the whole limit is back", () => {
  const { takeMany, moveTo } = open();
  moveTo(59);
  assert.equal(takeMany(500), 120);
  moveTo(90);
  assert.equal(takeMany(500), 60);
  moveTo(240);
  assert.equal(takeMany(500), 120);
});

test("a project that sends too much hears when to come back, and what is refused does not count", () => {
  const { rates, moveTo } = open({ project: 1_000 });
  moveTo(15);
  assert.deepEqual(rates.takeProject("k", 900), { limit: 1_000, remaining: 100, resetAt: START / 1_000 + 60 });
  assert.throws(
    () => rates.takeProject("k", 200),
    (error) => {
      assert.ok(error instanceof Refused && error.error instanceof RateLimited);
      assert.match(error.message, /1000 events in a minute/);
      return error.reason === "rate_limited_project" && error.error.retryAfterSeconds === 45;
    },
  );
  assert.equal(rates.takeProject("k", 100)?.remaining, 0);
  assert.ok(rates.takeProject("other", 1_000));
});

test("0 switches a limit off", () => {
  const { rates, takeMany } = open({ project: 0, visitor: { ...RATE_LIMITS.visitor, pageview: 0 } });
  assert.equal(rates.takeProject("k", 1e9), null);
  assert.equal(takeMany(5_000), 5_000);
});

test("more names than fit are let through rather than refused", () => {
  const { rates } = open();
  for (let index = 0; index < 200_001; index += 1) rates.takeVisitor({ ...VISITOR, visitorId: `${index}` }, "event");
  for (let index = 0; index < 1_000; index += 1) {
    assert.ok(rates.takeVisitor({ ...VISITOR, visitorId: "one too many" }, "event"));
  }
});
