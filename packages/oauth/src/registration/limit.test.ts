import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createRegistrationLimit } from "./limit.ts";

describe("the limit of registrations", () => {
  /** How many of 300 registrations pass, each from the next address of `addresses`. */
  function passing(addresses: readonly string[]): number {
    const limit = createRegistrationLimit({ perHour: 20, clock: () => 1_000_000 });
    let passed = 0;
    for (let index = 0; index < 300; index += 1) {
      try {
        limit.count(addresses[index % addresses.length] ?? "");
        passed += 1;
      } catch {
        // Counted by what passes.
      }
    }
    return passed;
  }

  test("the cloud of a hosted assistant, whose address many people share, may register ten times as often", () => {
    assert.equal(passing(["160.79.104.10"]), 200);
    assert.equal(passing(["::ffff:160.79.111.255"]), 200);
    assert.equal(passing(["2607:6bc0::1"]), 200);
    assert.equal(passing(["160.79.112.1"]), 20);
  });

  test("addresses of one /64 count as one, and IPv4 in its mapped form is IPv4", () => {
    assert.equal(passing(["2001:db8:1:2::1", "2001:db8:1:2:ffff::2"]), 20);
    assert.equal(passing(["192.0.2.1", "::ffff:192.0.2.1"]), 20);
  });

  test("setting the clock back locks nobody out", () => {
    let now = 10_000_000;
    const limit = createRegistrationLimit({ perHour: 1, clock: () => now });
    limit.count("192.0.2.1");
    now -= 9_000_000;
    assert.doesNotThrow(() => limit.count("192.0.2.1"));
  });
});
