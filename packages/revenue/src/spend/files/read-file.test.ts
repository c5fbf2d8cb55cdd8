import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { InvalidInput } from "@heliometer/core";
import { readSpendFile } from "./read-file.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const options = { now: NOW };

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../../fixtures/spend/${name}`, import.meta.url));
}

const read = (name: string, more: { currency?: string; channel?: string } = {}) =>
  readSpendFile(fixture(name), { ...options, ...more });
const readText = (text: string) => readSpendFile(Buffer.from(text), options);

/** The rows without what is empty, as day, campaign, amount in minor units, impressions, clicks. */
const figures = (name: string, more = {}) =>
  read(name, more).rows.map(({ date, campaign, currency, amount, impressions, clicks }) => [
    date,
    campaign,
    `${amount} ${currency}`,
    impressions,
    clicks,
  ]);

test("a report of Google Ads is recognised below its title, and its sums are left out", () => {
  const file = read("google-ads-en.csv");
  assert.deepEqual(figures("google-ads-en.csv"), [
    ["2026-11-01", "Brand", "123456 EUR", 12_345, 678],
    ["2026-11-01", "Shoes, winter", "8810 EUR", 4_100, 95],
    ["2026-11-02", "Brand", "99900 EUR", 10_002, 540],
    ["2026-11-02", "Shoes, winter", "0 EUR", 0, 0],
    ["2026-11-03", "Brand", "705 EUR", 120, 4],
  ]);
  const { channel, source, medium, campaignId } = file.rows[0] ?? assert.fail();
  assert.deepEqual([channel, source, medium, campaignId], ["Paid Search", "Google", "cpc", "21000000001"]);
  const { format, totals, faults, decimalSign, ignoredColumns } = file;
  assert.deepEqual(
    { format, totals, faults, decimalSign },
    { format: "google_ads", totals: 2, faults: [], decimalSign: "." },
  );
  assert.deepEqual(ignoredColumns, ["Campaign type", "CTR", "Conversions"]);
  const total = file.rows.reduce((sum, row) => sum + row.amount, 0);
  assert.equal(total, 232_871);
});

test("a German one in UTF-16 with tabs is read as well, with decimal commas and German days", () => {
  const file = read("google-ads-de.csv");
  assert.deepEqual([file.format, file.decimalSign, file.totals, file.faults], ["google_ads", ",", 2, []]);
  assert.deepEqual(figures("google-ads-de.csv"), [
    ["2026-11-01", "Marke", "123456 EUR", 12_345, 678],
    ["2026-11-02", "Marke", "99900 EUR", 10_002, 540],
    ["2026-11-03", "Schuhe & Stiefel", "7 EUR", 120, 4],
  ]);
});

test("rows below campaigns are added up, and the header may name the currency", () => {
  const file = read("google-ads-ad-groups.csv");
  assert.deepEqual(figures("google-ads-ad-groups.csv"), [["2026-11-01", "Tokyo", "13345 JPY", 1_500, 15]]);
  assert.deepEqual([file.rowsRead, file.rowsJoined, file.totals], [3, 1, 1]);
});

test("a report of Meta Ads is recognised; clicks are those on links, and platforms of one campaign are added up", () => {
  const file = read("meta-ads-en.csv");
  assert.deepEqual([file.format, file.totals, file.rowsJoined, file.faults], ["meta_ads", 1, 1, []]);
  assert.deepEqual(figures("meta-ads-en.csv"), [
    ["2026-11-01", "Autumn prospecting", "10047 EUR", 12_508, 160],
    ["2026-11-02", "Autumn prospecting", "9300 EUR", 7_502, 141],
  ]);
  assert.deepEqual(
    file.rows.map(({ channel, source }) => [channel, source]),
    Array(2).fill(["Paid Social", "Facebook"]),
  );
  assert.deepEqual(figures("meta-ads-de.csv"), [
    ["2026-11-01", "Herbst; Neukunden", "108025 EUR", 9_004, 120],
    ["2026-11-02", "Herbst; Neukunden", "9300 EUR", 7_502, 141],
  ]);
  assert.equal(read("meta-ads-de.csv").decimalSign, ",");
});

test("a row over several days is refused alone, with how to export days; a report without any is refused whole", () => {
  const file = read("meta-ads-range.csv");
  assert.deepEqual(file.faults, [
    {
      index: 0,
      line: 2,
      field: "date",
      rule: "is a range, and spend is kept by day. Choose Breakdown → Time → Day and export again.",
      received: "2026-11-01 to 2026-11-20",
    },
  ]);
  assert.throws(() => read("google-ads-no-days.csv"), /file: has no days\. Add the segment Day/);
});

test("a report without a currency asks for that of the account, and takes it", () => {
  const text = "Day,Campaign,Cost\n2026-11-01,Brand,12.50\n";
  assert.throws(() => readText(text), /names no currency\. Say which one the ad account has/);
  const file = readSpendFile(Buffer.from(text), { ...options, currency: "KWD", channel: "display" });
  assert.deepEqual([file.rows[0]?.amount, file.rows[0]?.channel], [12_500, "Display"]);
});

test("our own columns are read, in minor units or as people write amounts, and known channels get their name", () => {
  assert.deepEqual(figures("own.csv"), [
    ["2026-11-01", "Brand", "1250 EUR", 1_840, 61],
    ["2026-11-01", "Episode 12", "1250 KWD", 0, 0],
  ]);
  const [first, second] = read("own.csv").rows;
  assert.deepEqual([first?.channel, second?.channel, second?.externalId], ["Paid Search", "Podcast", "podcast-12"]);
  assert.deepEqual(
    read("own-major.csv").rows.map(({ amount, currency }) => `${amount} ${currency}`),
    ["1250 EUR", "1250 JPY", "1250 KWD"],
  );
});

test("every row at fault is told by its line, the column, what came and what is allowed", () => {
  const { faults, rows } = read("own-faults.csv");
  assert.deepEqual(
    faults.map(({ line, field, received }) => [line, field, received]),
    [
      [2, "amount", "12,50"],
      [3, "date", "2026-11-31"],
      [4, "channel", undefined],
      [5, "currency", "EURO"],
      [6, "amount", "-5"],
      [7, "amount", "12.50"],
      [8, "clicks", "many"],
      [9, "date", "2027-11-01"],
      [10, "amount", undefined],
      [12, "campaign", "Brand"],
      [13, "row", undefined],
    ],
  );
  assert.equal(rows.length, 1);
  const rules = faults.map(({ rule }) => rule);
  assert.match(rules[0] ?? "", /whole minor units, 1250 for 12\.50 EUR.*amountMajor/);
  assert.match(rules[9] ?? "", /^line 11 has the same date, channel, campaign and currency/);
});

test("an amount with a decimal comma, or with more decimals than its currency, is refused in our own columns", () => {
  const file = readText(
    'date,channel,currency,amountMajor\n2026-11-01,A,EUR,"12,50"\n2026-11-01,B,JPY,12.5\n2026-11-01,C,EUR,1.250\n',
  );
  assert.deepEqual(
    file.faults.map(({ line, field }) => [line, field]),
    [
      [2, "amountMajor"],
      [3, "amountMajor"],
    ],
  );
  assert.match(file.faults[0]?.rule ?? "", /A decimal comma is not read/);
  assert.equal(file.rows[0]?.amount, 125);
});

test("one number that contradicts the others of a report is refused alone", () => {
  const rows = ["12.50", "3.10", '"7,50"'].map((cost, index) => `2026-11-0${index + 1},Brand,EUR,${cost}`);
  const { faults } = readText(`Day,Campaign,Currency code,Cost\n${rows.join("\n")}\n`);
  assert.deepEqual(
    faults.map(({ line, field, received }) => [line, field, received]),
    [[4, "amount", "7,50"]],
  );
  assert.match(faults[0]?.rule ?? "", /decimal comma/);
});

test("unknown columns, and files that are something else, are refused whole with what is known", () => {
  const cases: readonly (readonly [file: string | Uint8Array, sentence: RegExp])[] = [
    [
      "date,channel,currency,amount,budget\n2026-11-01,A,EUR,1,2\n",
      /file: is no column of spend.*Received: budget.*Allowed: date, channel/,
    ],
    ["a,b\n1,2\n", /no table of spend that is known here.*Received: a,b/],
    ["", /no table of spend/],
    ["date,channel,currency,amount\n", /has a header and no rows/],
    ['date,channel\n"2026', /a quote that is opened and not closed/],
    [new Uint8Array([0x64, 0xff, 0x00]), /no text in UTF-8 or UTF-16/],
    [new Uint8Array(4_194_305).fill(0x20), /larger than 4 MB/],
    [`date,channel\n${"2026-11-01,A\n".repeat(50_001)}`, /has 50001 rows, and at most 50000/],
  ];
  for (const [file, sentence] of cases) {
    assert.throws(
      () => readSpendFile(typeof file === "string" ? Buffer.from(file) : file, options),
      (error) => error instanceof InvalidInput && sentence.test(error.message),
      String(sentence),
    );
  }
});
