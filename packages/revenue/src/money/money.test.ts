import assert from "node:assert/strict";
import { test } from "node:test";
import { minorDigitsOf } from "@heliometer/core";
import fc from "fast-check";
import { convertMinor } from "./convert.ts";
import { createRates } from "./rates.ts";

const ECB = createRates([
  { base: "EUR", quote: "USD", date: "2026-01-09", rate: "1.0800" },
  { base: "EUR", quote: "JPY", date: "2026-01-09", rate: "162.50" },
  { base: "EUR", quote: "KWD", date: "2026-01-09", rate: "0.3325" },
  { base: "EUR", quote: "USD", date: "2026-01-12", rate: "1.10" },
]);

test("minor units follow ISO 4217: none for yen, three for dinars, two for the ariary", () => {
  assert.deepEqual(["USD", "JPY", "KWD", "MGA", "HRK", "XXQ", "usd", "toString"].map(minorDigitsOf), [
    ...[2, 0, 3, 2, 2],
    ...[null, null, null],
  ]);
});

test("an amount is converted between currencies of different minor units and rounded once, half to even", () => {
  assert.equal(convertMinor(1000, { from: "EUR", to: "USD", rate: "1.08" }), 1080);
  assert.equal(convertMinor(1000, { from: "EUR", to: "JPY", rate: "162.50" }), 1625);
  assert.equal(convertMinor(1625, { from: "JPY", to: "EUR", rate: "0.0061538461538461538461538" }), 1000);
  assert.equal(convertMinor(1, { from: "JPY", to: "KWD", rate: "0.0025" }), 2);
  assert.equal(convertMinor(1, { from: "JPY", to: "KWD", rate: "0.0035" }), 4);
  assert.equal(convertMinor(9_007_199_254_740, { from: "USD", to: "KWD", rate: "0.1" }), 9_007_199_254_740);
});

test("a rate is taken as stated, the other way round, or by way of a third currency", () => {
  const date = "2026-01-09";
  assert.deepEqual(ECB.find({ from: "EUR", to: "USD", date }), { rate: "1.0800", date });
  assert.deepEqual(ECB.find({ from: "USD", to: "EUR", date })?.rate, "0.925925925925925925925926");
  assert.deepEqual(ECB.find({ from: "USD", to: "JPY", date })?.rate, "150.462962962962962962962963");
});

test("the newest rate of the last seven days counts, and an older or later one is none", () => {
  const rateOn = (date: string) => ECB.find({ from: "EUR", to: "USD", date })?.date ?? null;
  assert.deepEqual(["2026-01-08", "2026-01-11", "2026-01-12", "2026-01-19", "2026-01-20"].map(rateOn), [
    null,
    "2026-01-09",
    "2026-01-12",
    "2026-01-12",
    null,
  ]);
  assert.equal(ECB.find({ from: "CHF", to: "USD", date: "2026-01-09" }), null);
});

test("to another currency and back again loses no more than the rounding of both", () => {
  const date = "2026-01-09";
  const codes = ["USD", "JPY", "KWD", "EUR"] as const;
  const [there, back] = [fc.constantFrom(...codes), fc.constantFrom(...codes)];
  fc.assert(
    fc.property(there, back, fc.integer({ min: 0, max: 1_000_000_000 }), (from, to, amount) => {
      fc.pre(from !== to);
      const [rate, inverse] = [ECB.find({ from, to, date }), ECB.find({ from: to, to: from, date })];
      assert.ok(rate && inverse);
      const converted = convertMinor(amount, { from, to, rate: rate.rate });
      const again = convertMinor(converted, { from: to, to: from, rate: inverse.rate });
      const unit = convertMinor(1, { from: to, to: from, rate: inverse.rate }) + 1;
      assert.ok(Math.abs(again - amount) <= unit, `${amount} ${from} → ${converted} ${to} → ${again}`);
    }),
  );
});
