import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import { writeCsv } from "./csv.ts";

const SURPRISES = ['quo"ted', "comma, inside", "two\nlines", "two\r\nlines", " spaces ", "日本語", "", "O'Neill"];
const FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example","x")', "＝1"];

const read = (csv: string): Record<string, string>[] => parse(csv, { columns: true, bom: true });

test("texts come back as they were, whatever stands in them", () => {
  const rows = SURPRISES.map((name, index) => ({ name, visitors: index }));
  assert.deepEqual(
    read(writeCsv(rows)),
    rows.map(({ name, visitors }) => ({ name, visitors: String(visitors) })),
  );
});

test("a text that a spreadsheet would calculate is marked as text; a number is left a number", () => {
  for (const formula of FORMULAS) {
    assert.deepEqual(read(writeCsv([{ name: formula }])), [{ name: `'${formula}` }]);
  }
  assert.deepEqual(read(writeCsv([{ change: -2.5 }])), [{ change: "-2.5" }]);
});

test("what does not exist is an empty cell, and rows need not have the same fields", () => {
  const csv = writeCsv([
    { name: "a", rate: null },
    { name: "b", share: 1 },
  ]);
  assert.equal(csv, "\uFEFFname,rate,share\r\na,,\r\nb,,1\r\n");
});
