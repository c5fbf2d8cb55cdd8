import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimited } from "@heliometer/core";
import { createSignInLimit } from "./sign-in-limit.ts";

const MINUTE_MS = 60_000;

function openLimit() {
  const clock = { now: 0 };
  const limit = createSignInLimit(() => clock.now);
  const fail = (email: string, address: string, times: number) => {
    for (let index = 0; index < times; index++) limit.begin({ email, address });
  };
  const waitSeconds = (email: string, address: string): number => {
    try {
      limit.begin({ email, address }).cancelled();
      return 0;
    } catch (error) {
      assert.ok(error instanceof RateLimited);
      return error.retryAfterSeconds;
    }
  };
  return { clock, limit, fail, waitSeconds };
}

test("five failures of an account from an address are free, then each wait is twice as long", () => {
  const { clock, fail, waitSeconds } = openLimit();
  fail("a@example.com", "192.0.2.1", 4);
  assert.equal(waitSeconds("a@example.com", "192.0.2.1"), 0);
  fail("a@example.com", "192.0.2.1", 1);
  assert.equal(waitSeconds("A@example.com ", "192.0.2.1"), 30);
  clock.now += 30_000;
  fail("a@example.com", "192.0.2.1", 1);
  assert.equal(waitSeconds("a@example.com", "192.0.2.1"), 60);
});

test("a stranger's failures from elsewhere do not lock the owner out", () => {
  const { fail, waitSeconds } = openLimit();
  fail("a@example.com", "192.0.2.1", 5);
  assert.equal(waitSeconds("a@example.com", "192.0.2.2"), 0);
});

test("one address may fail fifty times over all accounts", () => {
  const { fail, waitSeconds } = openLimit();
  for (let index = 0; index < 50; index++) fail(`user${index}@example.com`, "192.0.2.1", 1);
  assert.ok(waitSeconds("fresh@example.com", "192.0.2.1") > 0);
  assert.equal(waitSeconds("fresh@example.com", "192.0.2.2"), 0);
});

test("all addresses of an IPv6 network of 64 bits count as one", () => {
  const { fail, waitSeconds } = openLimit();
  fail("a@example.com", "2001:db8:1:2::1", 5);
  assert.ok(waitSeconds("a@example.com", "2001:db8:1:2:ffff::9") > 0);
  assert.equal(waitSeconds("a@example.com", "2001:db8:1:3::1"), 0);
});

test("after fifteen quiet minutes, and after a right password, an account starts afresh", () => {
  const { clock, limit, fail, waitSeconds } = openLimit();
  fail("a@example.com", "192.0.2.1", 5);
  clock.now += 15 * MINUTE_MS;
  assert.equal(waitSeconds("a@example.com", "192.0.2.1"), 0);
  fail("b@example.com", "192.0.2.1", 4);
  limit.begin({ email: "b@example.com", address: "192.0.2.1" }).succeeded();
  fail("b@example.com", "192.0.2.1", 4);
  assert.equal(waitSeconds("b@example.com", "192.0.2.1"), 0);
});
