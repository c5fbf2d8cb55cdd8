import type { ResultRow } from "@heliometer/events";
import { z } from "zod";
import { DEFINITIONS } from "../definitions.ts";
import { type MetricName, measured, metric } from "../metrics.ts";
import { reasonsOfNull } from "./reasons.ts";

/** The five figures of overview and timeseries. */
export const FIGURES = [
  "uniqueVisitors",
  "pageViews",
  "sessions",
  "bounceRate",
  "avgDuration",
] as const satisfies MetricName[];
export type FigureName = (typeof FIGURES)[number];

/** Percent with one decimal; null when there is nothing to take it from. */
export const percentSchema = z.number().nullable();

export const figuresShape = {
  uniqueVisitors: z.number().describe(DEFINITIONS.uniqueVisitors),
  pageViews: z.number().describe(DEFINITIONS.pageViews),
  sessions: z.number().describe(DEFINITIONS.sessions),
  bounceRate: percentSchema.describe(DEFINITIONS.bounceRate),
  avgDuration: z.number().nullable().describe(DEFINITIONS.avgDuration),
};

/** The five figures over one row of a result; over no row they are those of an empty range. */
export function readFigures(row: ResultRow | undefined) {
  return {
    uniqueVisitors: measured("uniqueVisitors", row) ?? 0,
    pageViews: measured("pageViews", row) ?? 0,
    sessions: measured("sessions", row) ?? 0,
    bounceRate: measured("bounceRate", row),
    avgDuration: measured("avgDuration", row),
  };
}

const MISSING = Object.fromEntries(FIGURES.map((name) => [name, metric(name).missing ?? ""]));

/** Why fields of `values` are null, under `prefix`. */
export function reasonsFor(values: Readonly<Record<string, unknown>>, prefix = ""): Record<string, string> {
  return reasonsOfNull(MISSING, [values], prefix);
}
