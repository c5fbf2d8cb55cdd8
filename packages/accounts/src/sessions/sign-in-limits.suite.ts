import assert from "node:assert/strict";
import { newId, RateLimited, Unauthenticated } from "@heliometer/core";
import type { Suite, World } from "../testing/world.ts";
import { createUser } from "../users/create.ts";
import { changePassword } from "../users/set-password.ts";
import { beginAttempt, type SignInAttempt, signInCounters } from "./attempts.ts";
import { signIn } from "./sign-in.ts";

const MINUTE_MS = 60_000;
const password = "correct horse battery";

export const signInLimitsSuite: Suite = {
  "five failures of an account from an address are free, then each wait is twice as long, 15 minutes at most": async (
    world,
  ) => {
    const at = attemptOf();
    await fail(world, at, 4);
    assert.equal(await waitSeconds(world, at), 0);
    await fail(world, at, 1);
    assert.equal(await waitSeconds(world, { ...at, email: ` ${at.email.toUpperCase()}` }), 30);
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      world.advance((await waitSeconds(world, at)) * 1_000);
      await fail(world, at, 1);
      waits.push(await waitSeconds(world, at));
    }
    assert.deepEqual(waits, [60, 120, 240, 480, 900, 900]);
  },

  "a stranger's failures from one address do not hold up the owner at another": async (world) => {
    const at = attemptOf();
    await fail(world, at, 5);
    assert.ok((await waitSeconds(world, at)) > 0);
    assert.equal(await waitSeconds(world, { ...at, address: "192.0.2.200" }), 0);
  },

  "guessing from many addresses is slowed down for the account, and never for a browser that its owner has used":
    async (world) => {
      const at = attemptOf();
      for (let index = 0; index < 20; index += 1) await fail(world, { ...at, address: `198.51.100.${index}` }, 1);
      assert.ok((await waitSeconds(world, { ...at, address: "203.0.113.9" })) > 0);
      assert.equal(await waitSeconds(world, { ...at, address: "203.0.113.9", device: "the owner's" }), 0);
      // The wait ends by itself, and then one try is free again for whoever comes.
      world.advance(15 * MINUTE_MS);
      assert.equal(await waitSeconds(world, { ...at, address: "203.0.113.9" }), 0);
    },

  "a known browser that guesses is slowed down as well": async (world) => {
    const at = { ...attemptOf(), device: "borrowed" };
    await fail(world, at, 5);
    assert.equal(await waitSeconds(world, at), 30);
    assert.equal(await waitSeconds(world, { ...at, device: "another" }), 0);
  },

  "one address may fail fifty times over all accounts, and an IPv6 network of 64 bits is one address": async (
    world,
  ) => {
    const prefix = newId().replaceAll("-", "").slice(0, 12).match(/.{4}/g)?.join(":");
    const address = (tail: string) => `${prefix}:1:${tail}`;
    for (let index = 0; index < 50; index += 1) await fail(world, { ...attemptOf(), address: address(`:${index}`) }, 1);
    assert.ok((await waitSeconds(world, { ...attemptOf(), address: address("ffff::9") })) > 0);
    assert.equal(await waitSeconds(world, { ...attemptOf(), address: `${prefix}:2::1` }), 0);
  },

  "of twenty tries at the same instant five are looked at": async (world) => {
    const at = attemptOf();
    const tries = Array.from({ length: 20 }, () => beginAttempt(world.operator, signInCounters(at)));
    const begun = await Promise.allSettled(tries);
    assert.equal(begun.filter(({ status }) => status === "fulfilled").length, 5);
  },

  "a right password, a cancelled try and fifteen quiet minutes leave nothing to wait for": async (world) => {
    const at = attemptOf();
    await fail(world, at, 4);
    await (await beginAttempt(world.operator, signInCounters(at))).succeeded();
    await fail(world, at, 4);
    await (await beginAttempt(world.operator, signInCounters(at))).cancelled();
    assert.equal(await waitSeconds(world, at), 0);
    await fail(world, at, 1);
    assert.equal(await waitSeconds(world, at), 30);
    world.advance(30_000 + 15 * MINUTE_MS);
    await fail(world, at, 4);
    assert.equal(await waitSeconds(world, at), 0);
  },

  "after a flood of wrong passwords the owner's own browser still signs in, another one has to wait": async (world) => {
    const { email } = await createUser(world.operator, { email: `${newId()}@example.com`, name: "Ada", password });
    const first = await signIn(world.operator, { email, password, address: "192.0.2.1" });
    assert.equal(first.kind, "signed_in");
    for (let index = 0; index < 20; index += 1) {
      const guess = { email, password: "wrong horse battery", address: `198.51.100.${index}` };
      await assert.rejects(signIn(world.operator, guess), Unauthenticated);
    }
    const elsewhere = { email, password, address: "203.0.113.77" };
    await assert.rejects(signIn(world.operator, elsewhere), RateLimited);
    const again = await signIn(world.operator, { ...elsewhere, device: first.device });
    assert.equal(again.kind, "signed_in");
    // A new password makes strangers of all browsers but the one in which it was set.
    const ctx = world.as({ kind: "user", userId: first.session.userId, sessionId: "-" });
    const changed = await changePassword(ctx, { currentPassword: password, password, device: first.device });
    assert.equal(changed.device, first.device);
    const after = await signIn(world.operator, { ...elsewhere, device: changed.device });
    assert.equal(after.kind, "signed_in");
    // The cookie of somebody else's account is worth nothing here.
    const other = await createUser(world.operator, { email: `${newId()}@example.com`, name: "Eve", password });
    const eve = await signIn(world.operator, { email: other.email, password, address: "192.0.2.2" });
    assert.equal(eve.kind, "signed_in");
    await assert.rejects(signIn(world.operator, { ...elsewhere, device: eve.device }), RateLimited);
  },
};

/** An account and an address that no other case counts for. */
function attemptOf(): SignInAttempt {
  return { email: `${newId()}@example.com`, address: `net-${newId()}`, device: null, step: "password" };
}

async function fail(world: World, at: SignInAttempt, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) await beginAttempt(world.operator, signInCounters(at));
}

async function waitSeconds(world: World, at: SignInAttempt): Promise<number> {
  try {
    await (await beginAttempt(world.operator, signInCounters(at))).cancelled();
    return 0;
  } catch (error) {
    assert.ok(error instanceof RateLimited);
    return error.retryAfterSeconds;
  }
}
