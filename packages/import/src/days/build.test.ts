import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, integer, property, record } from "fast-check";
import { countBy, countVisits, isBounce } from "../testing/count.ts";
import { buildDay } from "./build.ts";
import type { DayFigures } from "./figures.ts";

const START = Date.parse("2024-03-31T00:00:00Z");
const DAY_MS = 86_400_000;
const OPTIONS = { projectId: "shop", prefix: "plausible", start: START, end: START + DAY_MS };
const PAGES = ["/", "/pricing", "/docs", "/blog"];

const EMPTY: DayFigures = {
  day: "2024-03-31",
  totals: {},
  pages: [],
  entries: null,
  exits: null,
  facts: { origin: [], place: [], device: [], browser: [], os: [], language: [] },
  events: [],
};

/** A visit from which the figures of a day are counted, so that these are true together. */
const visit = record({
  paths: array(constantFrom(...PAGES), { minLength: 1, maxLength: 6 }),
  events: array(constantFrom("signup", "download"), { maxLength: 2 }),
  seconds: integer({ min: 6, max: 600 }),
  source: constantFrom("Google", "Bing", "Direct / None"),
  country: constantFrom("FR", "DE", ""),
  device: constantFrom("desktop", "mobile"),
});

type Visit = typeof visit extends { generate: (...args: never[]) => { value: infer V } } ? V : never;

function rowsOf(counts: Record<string, number>) {
  return Object.entries(counts).map(([value, count]) => ({ value, count }));
}

function bounces({ paths, events }: Visit): boolean {
  return paths.length === 1 && events.length === 0;
}

function figuresOf(visits: readonly Visit[], visitors: number): DayFigures {
  const byEntry = countBy(visits, ({ paths }) => paths[0]);
  const bouncesByEntry = countBy(visits.filter(bounces), ({ paths }) => paths[0]);
  const events = visits.flatMap((each) => each.events);
  const facts = (name: "source" | "country" | "device") =>
    rowsOf(countBy(visits, (each) => each[name])).map(({ value, count }) => ({
      facts: { [name]: value },
      visits: count,
    }));
  return {
    ...EMPTY,
    totals: {
      visits: visits.length,
      visitors,
      pageviews: visits.reduce((sum, { paths }) => sum + paths.length, 0),
      bounces: visits.filter(bounces).length,
      durationMs: visits.filter((each) => !bounces(each)).reduce((sum, { seconds }) => sum + seconds * 1_000, 0),
    },
    pages: rowsOf(
      countBy(
        visits.flatMap(({ paths }) => paths),
        (path) => path,
      ),
    ).map(({ value, count }) => ({
      hostname: "shop.example.com",
      path: value,
      pageviews: count,
    })),
    entries: rowsOf(byEntry).map(({ value, count }) => ({
      path: value,
      visits: count,
      bounces: bouncesByEntry[value] ?? 0,
    })),
    exits: rowsOf(countBy(visits, ({ paths }) => paths.at(-1))).map(({ value, count }) => ({
      path: value,
      visits: count,
    })),
    facts: { ...EMPTY.facts, origin: facts("source"), place: facts("country"), device: facts("device") },
    events: rowsOf(countBy(events, (name) => name)).map(({ value, count }) => ({
      name: value,
      path: "/pricing",
      properties: "",
      events: count,
      visitors: count,
    })),
  };
}

function countAgain(events: ReturnType<typeof buildDay>["events"]) {
  const visits = countVisits(events);
  return {
    visits: visits.length,
    visitors: new Set(visits.map(({ visitor }) => visitor)).size,
    bounces: visits.filter(isBounce).length,
    durationMs: visits.reduce((sum, each) => sum + each.durationMs, 0),
    pages: countBy(
      events.filter(({ kind }) => kind === "pageview"),
      ({ path }) => path,
    ),
    entries: countBy(visits, ({ paths }) => paths[0]),
    exits: countBy(visits, ({ paths }) => paths.at(-1)),
    events: countBy(
      events.filter(({ kind }) => kind === "custom"),
      ({ name }) => name,
    ),
    sources: countBy(visits, (each) => each.events[0]?.visit.source),
    countries: countBy(visits, (each) => each.events[0]?.visit.country),
    devices: countBy(visits, (each) => each.events[0]?.visit.device),
  };
}

test("visits built of a day's figures give the same figures when they are counted again", () => {
  check(
    property(array(visit, { minLength: 1, maxLength: 40 }), integer({ min: 1, max: 40 }), (visits, wanted) => {
      const visitors = Math.max(1, Math.ceil(visits.length / 8), Math.min(wanted, visits.length));
      const figures = figuresOf(visits, visitors);
      const built = buildDay(figures, OPTIONS);
      assert.deepEqual(built.shortfalls, []);
      assert.deepEqual(countAgain(built.events), {
        visits: visits.length,
        visitors,
        bounces: figures.totals.bounces,
        durationMs: figures.totals.durationMs,
        pages: countBy(
          visits.flatMap(({ paths }) => paths),
          (path) => path,
        ),
        entries: countBy(visits, ({ paths }) => paths[0]),
        exits: countBy(visits, ({ paths }) => paths.at(-1)),
        events: countBy(
          visits.flatMap(({ events }) => events),
          (name) => name,
        ),
        sources: countBy(visits, ({ source }) => source),
        countries: countBy(visits, ({ country }) => country),
        devices: countBy(visits, ({ device }) => device),
      });
      assert.ok(built.events.every(({ ts }) => ts >= START && ts < START + DAY_MS));
      assert.equal(new Set(built.events.map(({ eventId }) => eventId)).size, built.events.length);
      assert.deepEqual(buildDay(figures, OPTIONS), built);
    }),
    { numRuns: 500 },
  );
});
