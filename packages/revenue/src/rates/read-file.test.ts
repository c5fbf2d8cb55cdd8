import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readRatesFile } from "./read-file.ts";

const read = (name: string) => readRatesFile(readFileSync(new URL(`../../fixtures/rates/${name}`, import.meta.url)));

test("the ECB's history is read: a day a row, a currency a column, days without a rate left out", () => {
  const { format, rows, faults, ignoredColumns } = read("eurofxref-hist.csv");
  assert.deepEqual([format, faults, ignoredColumns], ["ecb", [], ["CYP"]]);
  assert.equal(rows.length, 10);
  assert.deepEqual(rows[0], { date: "2026-11-20", base: "EUR", quote: "USD", rate: "1.0812" });
  assert.deepEqual(rows.at(-1), { date: "1999-01-04", base: "EUR", quote: "KRW", rate: "1398.59" });
});

test("the ECB's file of one day writes its day in words", () => {
  assert.deepEqual(
    read("eurofxref.csv").rows.map(({ date, quote }) => `${date} ${quote}`),
    ["2026-11-20 USD", "2026-11-20 JPY", "2026-11-20 GBP"],
  );
});

test("our own columns keep rates as they are written, and every row at fault is told by its line", () => {
  assert.deepEqual(read("own.csv").rows, [
    { date: "2026-11-20", base: "USD", quote: "EUR", rate: "0.9249" },
    { date: "2026-11-20", base: "GBP", quote: "EUR", rate: "1.1903" },
  ]);
  const { faults, rows } = read("own-faults.csv");
  assert.deepEqual(
    faults.map(({ line, field, received }) => [line, field, received]),
    [
      [2, "rate", "0,9249"],
      [3, "quote", "USD"],
      [4, "base", "XXZ"],
      [5, "date", "2026-02-30"],
      [6, "rate", "0.000"],
    ],
  );
  assert.match(faults[0]?.rule ?? "", /A decimal comma is not read/);
  assert.deepEqual(rows, []);
});

test("a file that is no table of rates is refused with what is known", () => {
  assert.throws(
    () => readRatesFile(Buffer.from("currency,price\nUSD,1\n")),
    /no table of exchange rates.*Received: currency,price.*Allowed: date, base, quote, rate/,
  );
});
