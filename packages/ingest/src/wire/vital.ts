import { z } from "zod";
import { check } from "../events/check.ts";
import { optionalIdentifier, optionalPath, timestamp } from "../events/fields.ts";
import { EVENT_OVERHEAD_BYTES } from "../limits.ts";
import type { Entry } from "../pipeline/entries.ts";
import { type Door, type Endpoint, type Received, visitorOf } from "./door.ts";
import { VITAL_PATHS } from "./paths.ts";
import { signalEntry } from "./signal.ts";

export const METRICS = ["TTFB", "FCP", "LCP", "CLS", "INP"] as const;
type Metric = (typeof METRICS)[number];

/** The name under which web vitals are asked for. */
const EVENT_NAME = "web_vital";
/** Up to which value a metric is good, and beyond which it is poor (web.dev/articles/vitals); CLS is a ratio, all others ms. */
const BOUNDS: Readonly<Record<Metric, readonly [good: number, poor: number]>> = {
  TTFB: [800, 1_800],
  FCP: [1_800, 3_000],
  LCP: [2_500, 4_000],
  CLS: [0.1, 0.25],
  INP: [200, 500],
};
const RATIO_DIGITS = 4;

const VitalBody = z.object({
  visitorId: optionalIdentifier,
  eventId: optionalIdentifier,
  metric: z.enum(METRICS, `must be one of ${METRICS.join(", ")}.`),
  value: z.number("must be a number: milliseconds, for CLS a ratio."),
  path: optionalPath,
  timestamp,
});
const EXAMPLES = {
  body: { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11", metric: "LCP", value: 1_840, path: "/pricing" },
};

/** How fast a page was for a visitor. */
export const vitals: Endpoint = {
  kind: "vital",
  paths: VITAL_PATHS,
  async take(received, door) {
    const { eventId = null, ...vital } = check(VitalBody, received.body, EXAMPLES);
    const visitorId = await visitorOf(received, vital.visitorId, door);
    const entry = vitalEntry(received, { ...vital, visitorId, eventId }, door);
    await door.pipeline.accept([entry], received.bytes + EVENT_OVERHEAD_BYTES);
    return {};
  },
};

/** A web vital as an entry. Its rating follows from its value, whatever the page says. */
export function vitalEntry(
  received: Received,
  vital: {
    metric: Metric;
    value: number;
    visitorId: string;
    path: string;
    eventId: string | null;
    timestamp?: number | null;
  },
  door: Pick<Door, "clock">,
): Entry {
  const { metric, visitorId, path, eventId } = vital;
  const value = metric === "CLS" ? Number(vital.value.toFixed(RATIO_DIGITS)) : Math.round(vital.value);
  const properties = { metric, value, rating: rate(metric, value) };
  return signalEntry(
    received,
    { name: EVENT_NAME, visitorId, path, eventId, properties, timestamp: vital.timestamp ?? null },
    door,
  );
}

function rate(metric: Metric, value: number): string {
  const [good, poor] = BOUNDS[metric];
  if (value <= good) return "good";
  return value <= poor ? "needs-improvement" : "poor";
}
