import assert from "node:assert/strict";
import { test } from "node:test";
import { guessRegion } from "./region.ts";

test("the region of the browser's language gives a first choice of zone and currency", () => {
  assert.deepEqual(guessRegion("de-DE,de;q=0.9"), { timezone: "Europe/Berlin", currency: "EUR" });
  assert.deepEqual(guessRegion("de"), { timezone: "Europe/Berlin", currency: "EUR" });
  assert.deepEqual(guessRegion("en-GB"), { timezone: "Europe/London", currency: "GBP" });
  assert.deepEqual(guessRegion("de-CH"), { timezone: "Europe/Zurich", currency: "CHF" });
});

test("where a region keeps several times, or none is named, the choice is left to the person", () => {
  assert.deepEqual(guessRegion("en-US"), { timezone: "UTC", currency: "USD" });
  for (const header of [undefined, "", "*", "x-".repeat(100), "de_DE"]) {
    assert.deepEqual(guessRegion(header), { timezone: "UTC", currency: "USD" });
  }
});
