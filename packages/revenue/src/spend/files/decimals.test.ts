import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decimalSignOf, plainDecimal, toMinorUnits } from "./decimals.ts";

const EXPONENTS = [0, 2, 3, 4] as const;
const GROUPINGS = { ".": [",", " ", "\u00a0", "\u202f", "'"], ",": [".", " ", "\u00a0", "\u202f", "'"] } as const;

/** An amount in minor units as a platform writes it. */
function written(minor: number, { exponent, sign, group }: { exponent: number; sign: string; group: string }): string {
  const digits = String(minor).padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(?:\d{3})+$)/g, group);
  return exponent === 0 ? whole : `${whole}${sign}${digits.slice(-exponent)}`;
}

const amounts = fc.record({
  minors: fc.array(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { minLength: 1, maxLength: 20 }),
  exponent: fc.constantFrom(...EXPONENTS),
  sign: fc.constantFrom(".", ","),
  grouping: fc.nat(4),
  isGrouped: fc.boolean(),
});

test("every amount is read back to the minor unit, whatever the signs of the file and the decimals of the currency", () => {
  fc.assert(
    fc.property(amounts, ({ minors, exponent, sign, grouping, isGrouped }) => {
      const group = isGrouped ? (GROUPINGS[sign][grouping] ?? "") : "";
      const texts = minors.map((minor) => written(minor, { exponent, sign, group }));
      const found = decimalSignOf(texts, sign);
      assert.equal(found, sign, texts.join(" "));
      const read = texts.map((text) => toMinorUnits(plainDecimal(text, found) ?? "?", exponent));
      assert.deepEqual(read, minors);
    }),
  );
});

test("one number that can be read in one way alone decides for the whole file, whatever its language", () => {
  assert.equal(decimalSignOf(["1,234", "12,50"], "."), ",");
  assert.equal(decimalSignOf(["1.234", "1.234,56"], "."), ",");
  assert.equal(decimalSignOf(["1,234", "1,234,567"], ","), ".");
  assert.equal(decimalSignOf(["1,234"], "."), ".");
  assert.equal(decimalSignOf(["1,234"], ","), ",");
  assert.equal(decimalSignOf(["12,50", "12.50"], "."), ".");
  assert.equal(decimalSignOf(["0,125", "--"], "."), ",");
});

test("what is no number in the file's way is none", () => {
  for (const text of [
    "",
    "-",
    "12,50",
    "1,23",
    "12,345,67",
    "1.2.3",
    "1e5",
    "0x10",
    "EUR 5",
    "١٢",
    "12.",
    ".5",
    "+1",
  ]) {
    assert.equal(plainDecimal(text, "."), null, text);
  }
  assert.equal(plainDecimal(" 1 234.50 ", "."), "1234.50");
  assert.equal(plainDecimal("-3", "."), "-3");
});

test("decimals beyond those of the currency are refused unless they are zeros, and so is what is too large", () => {
  assert.equal(toMinorUnits("12.500", 2), 1250);
  assert.equal(toMinorUnits("12.505", 2), null);
  assert.equal(toMinorUnits("12.5", 0), null);
  assert.equal(toMinorUnits("90071992547409.92", 2), null);
  assert.equal(toMinorUnits("90071992547409.91", 2), Number.MAX_SAFE_INTEGER);
});
