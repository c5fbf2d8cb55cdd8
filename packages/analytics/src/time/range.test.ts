import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidInput } from "@heliometer/core";
import fc from "fast-check";
import type { Compare } from "../input/parameters.ts";
import { zoneArbitrary } from "../testing/histories.ts";
import { resolveComparison } from "./comparison.ts";
import { PERIODS } from "./period.ts";
import { type RangeInput, resolveRange } from "./range.ts";
import { comparisonInWords, rangeInWords, unfinishedWarning } from "./words.ts";
import { isoWithOffset, readZone } from "./zone.ts";

const NOW = Date.parse("2026-11-21T12:26:00Z");
const PARIS = "Europe/Paris";

async function resolve(input: RangeInput, { now = NOW, zone = PARIS, weekStart = 1 } = {}) {
  return resolveRange(input, { now, zone, weekStart, firstEventAt: async () => Date.parse("2026-08-24T09:00:00Z") });
}

async function show(input: RangeInput, compare: Compare = "previous_period", options = {}): Promise<string[]> {
  const range = await resolve(input, options);
  const comparison = resolveComparison(range, compare);
  const { zone } = range;
  const instants = [range.start, range.end, ...(comparison ? [comparison.start, comparison.end] : [])];
  return instants.map((instant) => isoWithOffset(instant, zone));
}

async function faultOf(input: RangeInput): Promise<InvalidInput["fault"]> {
  const error = await resolve(input).then(
    () => assert.fail("the input was taken"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof InvalidInput);
  return error.fault;
}

describe("ranges", () => {
  test("without parameters the range is today and the six days before", async () => {
    const range = await resolve({});
    assert.equal(range.period, "last_7_days");
    assert.equal(isoWithOffset(range.start, PARIS), "2026-11-15T00:00:00+01:00");
    assert.equal(isoWithOffset(range.end, PARIS), "2026-11-22T00:00:00+01:00");
    assert.equal(range.countedTo, NOW + 1);
  });

  test("every named period is made of whole days of the zone", async () => {
    const days = Object.fromEntries(
      await Promise.all(
        PERIODS.map(async (period) => {
          const range = await resolve({ period });
          return [period, `${range.days?.first} ${range.days?.after.subtract({ days: 1 })}`];
        }),
      ),
    );
    assert.deepEqual(days, {
      today: "2026-11-21 2026-11-21",
      yesterday: "2026-11-20 2026-11-20",
      last_7_days: "2026-11-15 2026-11-21",
      last_30_days: "2026-10-23 2026-11-21",
      last_90_days: "2026-08-24 2026-11-21",
      this_week: "2026-11-16 2026-11-22",
      last_week: "2026-11-09 2026-11-15",
      this_month: "2026-11-01 2026-11-30",
      last_month: "2026-10-01 2026-10-31",
      this_year: "2026-01-01 2026-12-31",
      all: "2026-08-24 2026-11-21",
    });
  });

  test("a week begins on the project's day", async () => {
    const { days } = await resolve({ period: "this_week" }, { weekStart: 7 });
    assert.equal(String(days?.first), "2026-11-15");
  });

  test("a period before the clocks change is compared with days of the calendar, not of 24 hours", async () => {
    assert.deepEqual(await show({ startDate: "2026-10-25", endDate: "2026-10-25" }), [
      "2026-10-25T00:00:00+02:00",
      "2026-10-26T00:00:00+01:00",
      "2026-10-24T00:00:00+02:00",
      "2026-10-25T00:00:00+02:00",
    ]);
  });

  test("a period that is not over is compared with the same elapsed part", async () => {
    assert.deepEqual((await show({ period: "today" })).slice(2), [
      "2026-11-20T00:00:00+01:00",
      "2026-11-20T13:26:00.001+01:00",
    ]);
    assert.deepEqual((await show({ period: "this_month" })).slice(2), [
      "2026-10-01T00:00:00+02:00",
      "2026-10-21T13:26:00.001+02:00",
    ]);
  });

  test("the elapsed part never reaches past the period before", async () => {
    const now = Date.parse("2026-03-31T10:00:00Z");
    assert.deepEqual((await show({ period: "this_month" }, "previous_period", { now })).slice(2), [
      "2026-02-01T00:00:00+01:00",
      "2026-03-01T00:00:00+01:00",
    ]);
  });

  test("the day of the change of clocks is compared up to the same time on the clock", async () => {
    const now = Date.parse("2026-10-25T11:00:00Z");
    assert.deepEqual((await show({ period: "today" }, "previous_period", { now })).slice(2), [
      "2026-10-24T00:00:00+02:00",
      "2026-10-24T12:00:00.001+02:00",
    ]);
  });

  test("a month is compared with the month before, a year earlier with the same dates", async () => {
    assert.deepEqual((await show({ period: "last_month" })).slice(2), [
      "2026-09-01T00:00:00+02:00",
      "2026-10-01T00:00:00+02:00",
    ]);
    assert.deepEqual((await show({ startDate: "2026-02-01", endDate: "2026-02-28" }, "previous_year")).slice(2), [
      "2025-02-01T00:00:00+01:00",
      "2025-03-01T00:00:00+01:00",
    ]);
    const leap = { startDate: "2024-02-29", endDate: "2024-02-29" };
    assert.deepEqual((await show(leap, "previous_year")).slice(2), [
      "2023-02-28T00:00:00+01:00",
      "2023-03-01T00:00:00+01:00",
    ]);
  });

  test("instants are compared with the same length before, and may be a mixture with days", async () => {
    const input = { startDate: "2026-10-25T00:30:00Z", endDate: "2026-10-25T02:30:00+01:00" };
    assert.deepEqual(await show(input), [
      "2026-10-25T02:30:00+02:00",
      "2026-10-25T02:30:00+01:00",
      "2026-10-25T01:30:00+02:00",
      "2026-10-25T02:30:00+02:00",
    ]);
    assert.deepEqual((await show({ startDate: "2026-11-20", endDate: "2026-11-21T10:00:00+01:00" })).slice(0, 2), [
      "2026-11-20T00:00:00+01:00",
      "2026-11-21T10:00:00+01:00",
    ]);
  });

  test("everything there is has nothing to be compared with", async () => {
    assert.equal(resolveComparison(await resolve({ period: "all" }), "previous_period"), null);
  });

  test("a comparison ends before its range begins and is never empty", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          zone: zoneArbitrary,
          period: fc.constantFrom(...PERIODS),
          now: fc.integer({ min: Date.parse("2024-01-01T00:00:00Z"), max: Date.parse("2027-01-01T00:00:00Z") }),
          weekStart: fc.integer({ min: 1, max: 7 }),
          compare: fc.constantFrom("previous_period", "previous_year"),
        }),
        async ({ zone, period, now, weekStart, compare }) => {
          const range = await resolveRange({ period }, { now, zone, weekStart, firstEventAt: async () => null });
          assert.ok(range.start < range.countedTo && range.countedTo <= range.end);
          const comparison = resolveComparison(range, compare);
          if (!comparison) return;
          assert.ok(comparison.start < comparison.end && comparison.end <= range.start);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("ranges that cannot be", () => {
  const cases: [string, RangeInput, string][] = [
    ["a day that does not exist", { startDate: "2026-02-30" }, "startDate"],
    ["a time without offset", { startDate: "2026-11-14T09:00:00" }, "startDate"],
    ["a word", { endDate: "tomorrow" }, "endDate"],
    ["a start after the end", { startDate: "2026-11-20", endDate: "2026-11-14" }, "startDate"],
    ["the future", { startDate: "2026-12-01" }, "startDate"],
    ["a period and dates", { period: "today", startDate: "2026-11-14" }, "period"],
    ["more than ten years", { startDate: "1999-01-01" }, "startDate"],
  ];
  for (const [name, input, field] of cases) {
    test(`${name} is refused with an example that works`, async () => {
      const fault = await faultOf(input);
      assert.equal(fault.field, field);
      assert.ok(fault.example);
      await resolve(fault.example);
    });
  }

  test("a range longer than a year is not compared with dates inside itself", async () => {
    const range = await resolve({ startDate: "2025-01-01", endDate: "2026-11-20" });
    assert.throws(
      () => resolveComparison(range, "previous_year"),
      (error) => error instanceof InvalidInput && error.fault.field === "compare",
    );
  });

  test("a zone that IANA does not know is refused, the likely one offered", () => {
    assert.equal(readZone("europe/paris"), "Europe/Paris");
    for (const [name, example] of [
      ["paris", "Europe/Paris"],
      ["New York", "America/New_York"],
      ["+02:00", "Europe/Paris"],
    ]) {
      assert.throws(
        () => readZone(String(name)),
        (error) => error instanceof InvalidInput && error.fault.example?.timezone === example,
      );
    }
  });
});

describe("ranges in words", () => {
  test("days are named once, months and years where they differ", async () => {
    const words = async (startDate: string, endDate: string) => rangeInWords(await resolve({ startDate, endDate }));
    assert.equal(await words("2026-11-14", "2026-11-20"), "from 14 to 20 November 2026 (Europe/Paris)");
    assert.equal(await words("2026-10-28", "2026-11-03"), "from 28 October to 3 November 2026 (Europe/Paris)");
    assert.equal(await words("2025-12-30", "2026-01-02"), "from 30 December 2025 to 2 January 2026 (Europe/Paris)");
    assert.equal(await words("2026-11-14", "2026-11-14"), "on 14 November 2026 (Europe/Paris)");
    assert.equal(
      await words("2026-11-14T09:00:00+01:00", "2026-11-15T18:30:00+01:00"),
      "from 14 November 2026, 09:00 to 15 November 2026, 18:30 (Europe/Paris)",
    );
  });

  test("a range that is not over says so", async () => {
    const range = await resolve({});
    assert.equal(rangeInWords(range), "from 15 to 21 November 2026 (Europe/Paris) so far");
    assert.equal(
      unfinishedWarning(range),
      "Today is not over: the numbers go up to 21 November 2026, 13:26 (Europe/Paris).",
    );
    const comparison = resolveComparison(range, "previous_period");
    assert.equal(comparison && comparisonInWords(range, comparison), "the same part of the 7 days before");
  });
});
