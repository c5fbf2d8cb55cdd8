import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import { createRegistrationLimit, sweepRegistrations } from "./limit.ts";

describe("the limit of registrations", () => {
  let db: Database;
  before(async () => {
    db = await openDatabase({ engine: "sqlite", path: ":memory:" });
    await migrate(db);
  });
  after(() => db.destroy());
  const forget = () => db.deleteFrom("oauth_registrations").execute();
  afterEach(forget);

  /** How many of 300 registrations pass, each from the next address of `addresses`. */
  async function passing(addresses: readonly string[]): Promise<number> {
    await forget();
    const limit = createRegistrationLimit({ db, perHour: 20, clock: () => 1_000_000 });
    let passed = 0;
    for (let index = 0; index < 300; index += 1) {
      try {
        await limit.count(addresses[index % addresses.length] ?? "");
        passed += 1;
      } catch {
        // Counted by what passes.
      }
    }
    return passed;
  }

  test("the cloud of a hosted assistant, whose address many people share, may register ten times as often", async () => {
    assert.equal(await passing(["160.79.104.10"]), 200);
    assert.equal(await passing(["::ffff:160.79.111.255"]), 200);
    assert.equal(await passing(["2607:6bc0::1"]), 200);
    assert.equal(await passing(["160.79.112.1"]), 20);
  });

  test("addresses of one /64 count as one, and IPv4 in its mapped form is IPv4", async () => {
    assert.equal(await passing(["2001:db8:1:2::1", "2001:db8:1:2:ffff::2"]), 20);
    assert.equal(await passing(["192.0.2.1", "::ffff:192.0.2.1"]), 20);
  });

  test("setting the clock back locks nobody out", async () => {
    let now = 10_000_000;
    const limit = createRegistrationLimit({ db, perHour: 1, clock: () => now });
    await limit.count("192.0.2.1");
    now -= 9_000_000;
    await assert.doesNotReject(limit.count("192.0.2.1"));
  });

  test("room comes back when the minute of the oldest one is an hour old, and counts that old are swept", async () => {
    let now = 36_000_000;
    const clock = () => now;
    const limit = createRegistrationLimit({ db, perHour: 2, clock });
    await limit.count("192.0.2.1");
    now += 20 * 60_000;
    await limit.count("192.0.2.1");
    const refused = await limit.count("192.0.2.1").then(
      () => null,
      (error) => error.refusal.retryAfterSeconds,
    );
    assert.equal(refused, 40 * 60);
    now += 40 * 60_000 - 1;
    await assert.rejects(limit.count("192.0.2.1"));
    now += 1;
    await limit.count("192.0.2.1");
    await sweepRegistrations({ db, clock });
    const minutes = await db.selectFrom("oauth_registrations").select("minute").distinct().orderBy("minute").execute();
    assert.deepEqual(
      minutes.map(({ minute }) => minute),
      [620, 660],
    );
  });
});
