import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as accounts from "@heliometer/accounts";
import { openTestControl } from "../testing/control.ts";
import { createCallLimit } from "./call-limit.ts";
import type { ShareCounts } from "./shared-counts.ts";

/** The start of a minute. */
const START = 1_800_000_000_000;

suite("the limit on calls", () => {
  function openLimit(share?: ShareCounts) {
    let now = START;
    const failures: unknown[] = [];
    const onShareFailed = (error: unknown) => void failures.push(error);
    const limit = createCallLimit({ perMinute: 100, clock: () => now, ...(share && { share }), onShareFailed });
    const admit = async (calls: number, credential = "key") => {
      let admitted = 0;
      for (let call = 0; call < calls; call += 1) {
        if ((await limit.take(credential, 1)).retryAfterSeconds === null) admitted += 1;
      }
      return admitted;
    };
    return { limit, admit, failures, moveTo: (seconds: number) => (now = START + seconds * 1_000) };
  }

  test("admits a hundred calls in a minute and says what is left, when the minute ends, and when to come back", async () => {
    const { limit, admit, moveTo } = openLimit();
    assert.equal(await admit(99), 99);
    moveTo(48);
    const last = await limit.take("key", 1);
    assert.deepEqual(last, { limit: 100, remaining: 0, resetAt: START / 1_000 + 60, retryAfterSeconds: null });
    const refused = await limit.take("key", 1);
    // 12 seconds to the end of the minute, and 0.6 until the hundred weigh no more than 99.
    assert.deepEqual([refused.remaining, refused.retryAfterSeconds], [0, 13]);
  });

  test("a caller who waits as long as was said is answered, and one second less is too early", async () => {
    for (const [used, at] of [
      [100, 5],
      [100, 59],
      [100, 30],
    ] as const) {
      const { limit, admit, moveTo } = openLimit();
      moveTo(at);
      await admit(used);
      const { retryAfterSeconds } = await limit.take("key", 1);
      assert.ok(retryAfterSeconds !== null);
      moveTo(at + retryAfterSeconds - 1);
      assert.notEqual((await limit.take("key", 1)).retryAfterSeconds, null);
      moveTo(at + retryAfterSeconds);
      assert.equal((await limit.take("key", 1)).retryAfterSeconds, null);
    }
  });

  test("the minute slides: what was called shortly before its beginning still counts", async () => {
    const { admit, moveTo } = openLimit();
    moveTo(59);
    assert.equal(await admit(100), 100);
    moveTo(61);
    assert.equal(await admit(100), 1);
    moveTo(90);
    assert.equal(await admit(100), 49);
    moveTo(240);
    assert.equal(await admit(150), 100);
  });

  test("each credential has a limit of its own, and refused calls do not count", async () => {
    const { limit, admit } = openLimit();
    assert.equal(await admit(300), 100);
    assert.equal(await admit(10, "other"), 10);
    assert.equal((await limit.take("third", 101)).retryAfterSeconds !== null, true);
    assert.equal((await limit.take("third", 100)).retryAfterSeconds, null);
  });

  test("three nodes over one store admit a hundred together, give or take what comes within one exchange", async () => {
    const control = await openTestControl();
    let statements = 0;
    const share: ShareCounts = (counts) => {
      statements += 1;
      return accounts.countCalls(control.ctx, counts);
    };
    const nodes = [openLimit(share), openLimit(share), openLimit(share)];
    let admitted = 0;
    for (let round = 0; round < 60; round += 1) {
      for (const { admit } of nodes) admitted += await admit(1);
      // Calls come over the network, so between two of them an exchange gets on.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await control.close();
    assert.ok(admitted >= 95 && admitted <= 115, `${admitted} of 180 calls were admitted`);
    assert.ok(statements <= 90, `${statements} exchanges for 180 calls`);
  });

  test("a node that cannot ask the others goes on with what it knows", async () => {
    const { admit, failures } = openLimit(() => Promise.reject(new Error("the store is away")));
    assert.equal(await admit(150), 100);
    assert.ok(failures.length > 0);
  });
});
