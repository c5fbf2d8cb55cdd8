import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
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
const visit = fc.record({
  paths: fc.array(fc.constantFrom(...PAGES), { minLength: 1, maxLength: 6 }),
  events: fc.array(fc.constantFrom("signup", "download"), { maxLength: 2 }),
  seconds: fc.integer({ min: 6, max: 600 }),
  source: fc.constantFrom("Google", "Bing", "Direct / None"),
  country: fc.constantFrom("FR", "DE", ""),
  device: fc.constantFrom("desktop", "mobile"),
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
  fc.assert(
    fc.property(fc.array(visit, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (visits, wanted) => {
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

/** Figures that nobody has checked against each other. */
const anyRows = fc.array(
  fc.record({
    path: fc.constantFrom(...PAGES),
    count: fc.integer({ min: 0, max: 12 }),
    bounces: fc.integer({ min: 0, max: 12 }),
  }),
  { maxLength: 4 },
);
const anyFigures = fc
  .record({
    visits: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    visitors: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    pageviews: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    bounces: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    seconds: fc.integer({ min: 0, max: 200_000 }),
    pages: anyRows,
    entries: fc.option(anyRows),
    exits: fc.option(anyRows),
    events: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ visits, visitors, pageviews, bounces, seconds, pages, entries, exits, events }): DayFigures => {
    const told = Object.entries({ visits, visitors, pageviews, bounces, durationMs: seconds * 1_000 });
    return {
      ...EMPTY,
      totals: Object.fromEntries(told.filter(([, value]) => value !== undefined)),
      pages: pages.map(({ path, count }) => ({ hostname: "shop.example.com", path, pageviews: count })),
      entries: entries?.map(({ path, count, bounces: ofPage }) => ({ path, visits: count, bounces: ofPage })) ?? null,
      exits: exits?.map(({ path, count }) => ({ path, visits: count })) ?? null,
      events: events > 0 ? [{ name: "signup", path: "/", properties: "", events, visitors: 2 }] : [],
    };
  });

test("figures that contradict each other still give their visits, and what differs is told", () => {
  fc.assert(
    fc.property(anyFigures, (figures) => {
      const { events, shortfalls } = buildDay(figures, OPTIONS);
      const again = countAgain(events);
      const told = (what: string) => shortfalls.some((shortfall) => shortfall.what === what);
      const { visits, visitors, pageviews, bounces, durationMs = 0 } = figures.totals;
      if (visits !== undefined) assert.equal(again.visits, visits);
      if (visitors !== undefined) assert.equal(again.visitors === visitors, !told("visitors"));
      if (bounces !== undefined) assert.equal(again.bounces === bounces, !told("bounces"));
      const views = Object.values(again.pages).reduce((sum, count) => sum + count, 0);
      if (pageviews !== undefined) assert.equal(views === pageviews, !told("page views"));
      if (!told("seconds of visit duration")) {
        // A step takes a millisecond at least, or the order of the pages would be lost.
        assert.ok(Math.abs(again.durationMs - durationMs) <= events.length, `${again.durationMs} of ${durationMs}`);
      }
      const signups = events.filter(({ name }) => name === "signup").length;
      assert.equal(signups, figures.events[0]?.events ?? 0);
      assert.ok(events.every(({ ts }) => ts >= START && ts < START + DAY_MS));
    }),
    { numRuns: 1_000 },
  );
});

test("a day of 23 hours holds its visits, those of one visitor apart from each other", () => {
  const start = Date.parse("2024-03-31T00:00:00+01:00");
  const end = Date.parse("2024-04-01T00:00:00+02:00");
  assert.equal(end - start, 23 * 3_600_000);
  const figures = { ...EMPTY, totals: { visits: 30, visitors: 1, pageviews: 60, bounces: 0, durationMs: 30 * 60_000 } };
  const { events, shortfalls } = buildDay(figures, { ...OPTIONS, start, end });
  assert.deepEqual(shortfalls, []);
  const visits = countVisits(events);
  assert.equal(visits.length, 30);
  assert.equal(
    visits.reduce((sum, { durationMs }) => sum + durationMs, 0),
    30 * 60_000,
  );
  assert.ok(events.every(({ ts }) => ts >= start && ts < end));
});

test("on a day on which every visit bounced, events count without making any of them longer", () => {
  const figures = {
    ...EMPTY,
    totals: { visits: 2, visitors: 2, pageviews: 2, bounces: 2 },
    events: [{ name: "signup", path: "/", properties: "", events: 3, visitors: 1 }],
  };
  const { events, shortfalls } = buildDay(figures, OPTIONS);
  assert.deepEqual(shortfalls, []);
  assert.deepEqual(
    countBy(events, ({ kind }) => kind),
    { pageview: 2, server: 3 },
  );
  assert.equal(countVisits(events).filter(isBounce).length, 2);
});
