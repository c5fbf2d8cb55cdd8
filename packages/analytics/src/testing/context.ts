import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EnrichedEvent,
  type EventStore,
  NOTHING_KNOWN,
  openEventStore,
  type VisitFacts,
} from "@heliometer/events";
import type { ReportContext } from "../report.ts";

export const NO_FACTS: VisitFacts = { ...NOTHING_KNOWN, source: "Direct / None", channel: "Direct" };

/** A store in a directory of its own; disposing closes it and takes the directory away. */
export async function openTestStore(): Promise<AsyncDisposable & { readonly store: EventStore }> {
  const directory = await mkdtemp(join(tmpdir(), "heliometer-analytics-"));
  const store = await openEventStore({
    engine: "duckdb",
    path: join(directory, "events.duckdb"),
    memoryMb: 256,
    threads: 2,
    temporaryDirectory: join(directory, "tmp"),
  });
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A project in Paris whose present is 21 November 2026, 13:26. */
export function contextOf(store: EventStore, projectId: string): ReportContext {
  return {
    store,
    project: { id: projectId, name: "Shop", timezone: "Europe/Paris", currency: "EUR", weekStart: 1 },
    now: Date.parse("2026-11-21T13:26:00+01:00"),
    dashboardUrl: "http://localhost:3000/projects/shop",
  };
}

/** Page views of '/', one for each instant, changed as the test needs them. */
export function pageViews(
  projectId: string,
  instants: readonly string[],
  change: Partial<EnrichedEvent> = {},
): EnrichedEvent[] {
  return instants.map((instant) => ({
    projectId,
    eventId: `${instant} ${change.visitorId ?? "v"} ${change.path ?? "/"} ${change.name ?? ""}`,
    ts: Date.parse(instant),
    kind: "pageview",
    visitorId: "v",
    name: "",
    hostname: "shop.example.com",
    path: "/",
    title: "Home",
    properties: "",
    visit: NO_FACTS,
    ...change,
  }));
}
