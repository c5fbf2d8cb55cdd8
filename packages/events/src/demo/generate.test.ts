import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANNELS } from "@heliometer/core";
import { VISIT_GAP_MS } from "../sessions.ts";
import type { EnrichedEvent } from "../store.ts";
import { generateDemoEvents } from "./generate.ts";

const DAY_MS = 86_400_000;
const ENDS_AT = Date.parse("2026-11-21T03:02:41.123Z");
const OPTIONS = { seed: 7, endsAt: ENDS_AT, events: 40_000, projectId: "p", timezone: "Europe/Paris" };

test("the same seed and end make the same events, another seed others", () => {
  const take = (seed: number) => [...generateDemoEvents({ ...OPTIONS, events: 2_000, seed })];
  assert.deepEqual(take(1), take(1));
  assert.notDeepEqual(take(1), take(2));
});

test("events come in the order of time, as many as asked for, and end at the end with somebody there", () => {
  for (const endsAt of [ENDS_AT, Date.parse("2026-11-21T04:00:00Z"), Date.parse("2026-11-21T04:00:00.001Z")]) {
    const events = [...generateDemoEvents({ ...OPTIONS, endsAt })];
    assert.ok(Math.abs(events.length - OPTIONS.events) < OPTIONS.events * 0.03, `${events.length} events`);
    for (const [index, event] of events.entries()) assert.ok(event.ts >= (events[index - 1]?.ts ?? 0));
    assert.ok((events[0]?.ts ?? 0) >= endsAt - 90 * DAY_MS);
    assert.ok((events.at(-1)?.ts ?? 0) < endsAt);
    assert.equal(new Set(events.map(({ eventId }) => eventId)).size, events.length);
    const present = new Set(events.filter(({ ts }) => ts >= endsAt - 300_000).map(({ visitorId }) => visitorId));
    assert.ok(present.size >= 3, `${present.size} visitors in the last five minutes`);
  }
});

test("the traffic looks like that of a shop", () => {
  const events = [...generateDemoEvents(OPTIONS)];
  const visits = visitsOf(events);
  const share = (count: number, of: number) => count / of;
  const customEvents = events.filter(({ kind }) => kind === "custom");
  assert.ok(between(share(customEvents.length, events.length), 0.03, 0.08));
  const known = new Set<string>();
  const returning = visits.filter(([first]) => first && (known.has(first.visitorId) || !known.add(first.visitorId)));
  assert.ok(between(share(returning.length, visits.length), 0.3, 0.4));
  const bounces = visits.filter((visit) => visit.length === 1);
  assert.ok(between(share(bounces.length, visits.length), 0.35, 0.5));
  const lengths = visits.map((visit) => visit.filter(({ kind }) => kind === "pageview").length);
  assert.ok(Math.min(...lengths) >= 1 && Math.max(...lengths) <= 20);
  const countries = new Set(events.map(({ visit }) => visit.country));
  assert.equal(countries.size, 30);
  const channels = new Set(events.map(({ visit }) => visit.channel));
  assert.deepEqual(channels, new Set(CHANNELS));
  for (const { properties } of customEvents) assert.equal(typeof JSON.parse(properties), "object");
});

test("days are busier than nights, working days than weekends, the end than the beginning", () => {
  const events = [...generateDemoEvents({ ...OPTIONS, timezone: "UTC" })];
  const hours = countBy(events, (ts) => new Date(ts).getUTCHours());
  assert.ok((hours.get(10) ?? 0) > 5 * (hours.get(3) ?? 0));
  const days = countBy(events, (ts) => new Date(ts).getUTCDay());
  assert.ok((days.get(2) ?? 0) > 1.2 * (days.get(6) ?? 0));
  const months = countBy(events, (ts) => Math.floor((ENDS_AT - ts) / (30 * DAY_MS)));
  assert.ok((months.get(0) ?? 0) > 1.25 * (months.get(2) ?? 0));
});

test("larger catalogues have more pages and more linking sites", () => {
  const events = [...generateDemoEvents({ ...OPTIONS, products: 1_920, partnerSites: 100 })];
  const paths = new Set(events.map(({ path }) => path));
  assert.ok(paths.size > 1_000, `${paths.size} paths`);
  const hosts = new Set(events.map(({ visit }) => visit.referrerHost));
  assert.ok(hosts.size > 90, `${hosts.size} hosts`);
});

function visitsOf(events: readonly EnrichedEvent[]): EnrichedEvent[][] {
  const open = new Map<string, EnrichedEvent[]>();
  const visits: EnrichedEvent[][] = [];
  for (const event of events) {
    const visit = open.get(event.visitorId);
    const last = visit?.at(-1);
    if (visit && last && event.ts - last.ts <= VISIT_GAP_MS) {
      visit.push(event);
      continue;
    }
    const next = [event];
    open.set(event.visitorId, next);
    visits.push(next);
  }
  return visits;
}

function countBy(events: readonly EnrichedEvent[], keyOf: (ts: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { ts } of events) counts.set(keyOf(ts), (counts.get(keyOf(ts)) ?? 0) + 1);
  return counts;
}

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
