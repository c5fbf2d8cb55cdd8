import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidInput } from "@heliometer/core";
import fc from "fast-check";
import { bucketKeys } from "../testing/expected-series.ts";
import { zoneArbitrary } from "../testing/histories.ts";
import { autoInterval, countedEdges, INTERVALS, type Interval, resolveBuckets } from "./buckets.ts";
import { type Range, resolveRange } from "./range.ts";
import { spansOf } from "./spans.ts";
import { isoWithOffset } from "./zone.ts";

const HOUR_MS = 3_600_000;

function rangeOf(start: number, end: number, zone: string): Range {
  return { zone, start, end, countedTo: end, days: null, period: "custom" };
}

async function days(zone: string, startDate: string, endDate: string): Promise<Range> {
  const now = Date.parse("2027-06-01T00:00:00Z");
  return resolveRange({ startDate, endDate }, { now, zone, weekStart: 1, firstEventAt: async () => null });
}

async function bucketsOf(zone: string, day: string, interval: Interval): Promise<[string, number][]> {
  const range = await days(zone, day, day);
  const buckets = resolveBuckets(range, interval, 1);
  return buckets.map(({ start, end }) => [isoWithOffset(start, zone), (end - start) / 60_000]);
}

const questions = fc.record({
  zone: zoneArbitrary,
  start: fc.integer({ min: Date.parse("2024-01-01T00:00:00Z"), max: Date.parse("2027-01-01T00:00:00Z") }),
  hours: fc.integer({ min: 1, max: 960 }),
  interval: fc.constantFrom(...INTERVALS),
  weekStart: fc.integer({ min: 1, max: 7 }),
  probes: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 5, maxLength: 5 }),
});

describe("buckets", () => {
  test("every instant falls into the bucket that the wall clock and calendar show, with no gap between buckets", () => {
    fc.assert(
      fc.property(questions, ({ zone, start, hours, interval, weekStart, probes }) => {
        const range = rangeOf(start, start + hours * HOUR_MS, zone);
        const buckets = resolveBuckets(range, interval, weekStart);
        const meta = { timezone: zone } as Parameters<typeof bucketKeys>[0]["meta"];
        const keyOf = bucketKeys({ meta, weekStart }, interval);
        assert.ok((buckets[0]?.start ?? Number.NaN) <= range.start && (buckets.at(-1)?.end ?? 0) >= range.end);
        for (const [index, bucket] of buckets.entries()) {
          assert.ok(bucket.start < bucket.end);
          assert.equal(bucket.end, buckets[index + 1]?.start ?? bucket.end);
          assert.equal(bucket.isPartial, bucket.start < range.start || bucket.end > range.end);
        }
        for (const probe of probes) {
          const instant = range.start + Math.floor(probe * (range.end - range.start));
          const bucket = buckets.find(({ start: from, end }) => instant >= from && instant < end);
          assert.equal(keyOf(instant), keyOf(bucket?.start ?? Number.NaN));
          assert.equal(keyOf((bucket?.end ?? Number.NaN) - 1), keyOf(instant));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("spans put every instant into the bucket whose edges enclose it", () => {
    fc.assert(
      fc.property(questions, ({ zone, start, hours, interval, weekStart, probes }) => {
        const range = rangeOf(start, start + hours * HOUR_MS, zone);
        const edges = countedEdges(range, resolveBuckets(range, interval, weekStart));
        const spans = spansOf(edges);
        for (const probe of probes) {
          const instant = range.start + Math.floor(probe * (range.end - range.start));
          const span = spans.findLast((candidate) => candidate.start <= instant);
          assert.ok(span);
          const bucket = span.first + Math.floor((instant - span.start) / span.lengthMs);
          assert.ok(instant >= (edges[bucket] ?? Number.NaN) && instant < (edges[bucket + 1] ?? Number.NaN));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a day in Paris has 25 hours in October and 23 in March", async () => {
    assert.deepEqual(await bucketsOf("Europe/Paris", "2026-10-25", "day"), [["2026-10-25T00:00:00+02:00", 25 * 60]]);
    assert.deepEqual(await bucketsOf("Europe/Paris", "2026-03-29", "day"), [["2026-03-29T00:00:00+01:00", 23 * 60]]);
  });

  test("the hour that a clock shows twice is two buckets", async () => {
    const hours = await bucketsOf("Europe/Paris", "2026-10-25", "hour");
    assert.equal(hours.length, 25);
    assert.deepEqual(hours.slice(2, 4), [
      ["2026-10-25T02:00:00+02:00", 60],
      ["2026-10-25T02:00:00+01:00", 60],
    ]);
  });

  test("a change of clocks by half an hour makes a bucket of half an hour", async () => {
    const back = await bucketsOf("Australia/Lord_Howe", "2026-04-05", "hour");
    assert.deepEqual(back.slice(1, 4), [
      ["2026-04-05T01:00:00+11:00", 60],
      ["2026-04-05T01:30:00+10:30", 30],
      ["2026-04-05T02:00:00+10:30", 60],
    ]);
    const forward = await bucketsOf("Australia/Lord_Howe", "2026-10-04", "hour");
    assert.deepEqual(forward.slice(1, 3), [
      ["2026-10-04T01:00:00+10:30", 60],
      ["2026-10-04T02:30:00+11:00", 30],
    ]);
  });

  test("a day that begins at one o'clock begins there", async () => {
    assert.deepEqual(await bucketsOf("Africa/Cairo", "2026-04-24", "day"), [["2026-04-24T01:00:00+03:00", 23 * 60]]);
  });

  test("a day that a zone skipped has no bucket", async () => {
    const range = await days("Pacific/Apia", "2011-12-29", "2011-12-31");
    const starts = resolveBuckets(range, "day", 1).map(({ start }) =>
      isoWithOffset(start, "Pacific/Apia").slice(0, 10),
    );
    assert.deepEqual(starts, ["2011-12-29", "2011-12-31"]);
  });

  test("a week begins on the project's day and is partial where the range cuts it", async () => {
    const range = await days("Europe/Paris", "2026-11-04", "2026-11-14");
    const sunday = resolveBuckets(range, "week", 7).map(({ start, isPartial }) => [
      isoWithOffset(start, "Europe/Paris").slice(0, 10),
      isPartial,
    ]);
    assert.deepEqual(sunday, [
      ["2026-11-01", true],
      ["2026-11-08", false],
    ]);
  });

  test("equal neighbours share a span, so that a year of days needs few", async () => {
    const range = await days("Europe/Paris", "2026-01-01", "2026-12-31");
    const spans = spansOf(countedEdges(range, resolveBuckets(range, "day", 1)));
    assert.equal(
      spans.reduce((sum, { count }) => sum + count, 0),
      365,
    );
    assert.equal(spans.length, 5);
  });

  test("the interval follows the length of the range", async () => {
    assert.equal(autoInterval(await days("UTC", "2026-11-01", "2026-11-02")), "hour");
    assert.equal(autoInterval(await days("Europe/Paris", "2026-10-24", "2026-10-25")), "hour");
    assert.equal(autoInterval(await days("UTC", "2026-11-01", "2026-11-03")), "day");
    assert.equal(autoInterval(await days("UTC", "2026-01-01", "2026-04-02")), "day");
    assert.equal(autoInterval(await days("UTC", "2026-01-01", "2026-04-03")), "week");
    assert.equal(autoInterval(await days("UTC", "2026-01-01", "2026-12-31")), "week");
    assert.equal(autoInterval(await days("UTC", "2025-01-01", "2026-12-31")), "month");
  });

  test("a thousand buckets are an answer, one more is refused with an interval that works", async () => {
    const hours = (count: number) => rangeOf(0, count * HOUR_MS, "UTC");
    assert.equal(resolveBuckets(hours(1000), "hour", 1).length, 1000);
    assert.throws(
      () => resolveBuckets(hours(1001), "hour", 1),
      (error) =>
        error instanceof InvalidInput && error.fault.field === "interval" && error.fault.example?.interval === "day",
    );
  });
});
