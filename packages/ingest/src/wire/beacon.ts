import { z } from "zod";
import { check } from "../events/check.ts";
import { identifier, optionalIdentifier, optionalPath } from "../events/fields.ts";
import { CLICKS_MAX, ENGAGEMENT_SECONDS_MAX, EVENT_OVERHEAD_BYTES } from "../limits.ts";
import type { Entry } from "../pipeline/entries.ts";
import { type Door, type Endpoint, type Received, visitorOf } from "./door.ts";
import { BEACON_PATHS } from "./paths.ts";
import { METRICS, vitalEntry } from "./vital.ts";

const MS_PER_SECOND = 1_000;
const PERCENT_MAX = 100;

/** A number that is brought into its bounds: a clock that jumped is no reason to lose how far the page was read. */
const bounded = (max: number) =>
  z.number("must be a number, 0 or more.").transform((value) => Math.min(Math.max(value, 0), max));

const vitals = z
  .object(Object.fromEntries(METRICS.map((metric) => [metric, z.number("must be a number.").nullish()])))
  .nullish();

const BeaconBody = z.object({
  pageViewId: identifier,
  duration: bounded(ENGAGEMENT_SECONDS_MAX),
  scrollDepth: bounded(PERCENT_MAX).nullish(),
  clickCount: bounded(CLICKS_MAX).nullish(),
  /** Our own tracker's web vitals of the page, all in one. */
  vitals,
  visitorId: optionalIdentifier,
  path: optionalPath,
});
const EXAMPLES = {
  body: { pageViewId: "0b9f8a52-77d1-4a3e-8a56-5f0e4c1d2b33", duration: 42, scrollDepth: 80 },
  fields: { clickCount: 3, vitals: { LCP: 1_840 } },
};

/** How long a page was looked at, so far. It may come several times; the largest counts. */
export const beacons: Endpoint = {
  kind: "beacon",
  paths: BEACON_PATHS,
  async take(received, door) {
    const beacon = check(BeaconBody, received.body, EXAMPLES);
    const { pageViewId, duration, scrollDepth, clickCount } = beacon;
    const amendment = {
      kind: "duration",
      projectId: received.projectId,
      eventId: pageViewId,
      at: door.clock(),
      durationMs: Math.round(duration * MS_PER_SECOND),
      ...(typeof scrollDepth === "number" && { scrollPercent: Math.round(scrollDepth) }),
      ...(typeof clickCount === "number" && { clicks: Math.round(clickCount) }),
    } as const;
    const entries: Entry[] = [{ kind: "amendment", amendment }, ...(await vitalEntries(received, beacon, door))];
    await door.pipeline.accept(entries, received.bytes + entries.length * EVENT_OVERHEAD_BYTES);
    return {};
  },
};

async function vitalEntries(received: Received, beacon: z.infer<typeof BeaconBody>, door: Door): Promise<Entry[]> {
  const measured = METRICS.flatMap((metric) => {
    const value = beacon.vitals?.[metric];
    return typeof value === "number" ? [{ metric, value }] : [];
  });
  if (measured.length === 0) return [];
  const visitorId = await visitorOf(received, beacon.visitorId, door);
  return measured.map((vital) =>
    vitalEntry(
      received,
      { ...vital, visitorId, path: beacon.path, eventId: `${beacon.pageViewId}.${vital.metric}` },
      door,
    ),
  );
}
