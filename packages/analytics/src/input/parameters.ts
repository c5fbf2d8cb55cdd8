import { z } from "zod";
import { PERIODS } from "../time/period.ts";
import { filtersSchema } from "./filters.ts";

const LIMIT_DEFAULT = 10;
/** The most rows that a list shows. */
export const LIMIT_MAX = 100;

/** The parameters that say which days a report is about. */
export const rangeShape = {
  period: z
    .enum(PERIODS)
    .optional()
    .describe(
      "Named range in calendar days of the time zone, such as 'last_30_days'; default last_7_days, which is today and the 6 days before. Not together with startDate or endDate",
    ),
  startDate: z
    .string()
    .optional()
    .describe("First day, such as '2026-11-14', or an instant with offset, such as '2026-11-14T09:00:00+01:00'"),
  endDate: z
    .string()
    .optional()
    .describe("Last day, included whole, such as '2026-11-20', or an instant with offset (exclusive). Default: today"),
  timezone: z
    .string()
    .optional()
    .describe("IANA time zone of the days, such as 'Europe/Paris'. Default: the project's"),
};

/** Range and filters: what every report but realtime takes. */
export const questionShape = { ...rangeShape, filters: filtersSchema.optional() };

/** With what to compare. */
export const compareSchema = z
  .enum(["previous_period", "previous_year", "none"])
  .default("previous_period")
  .describe("Compare with the period of equal length before, with the same dates a year earlier, or with nothing");

/** How many rows. */
export const limitSchema = z
  .int()
  .min(1)
  .max(LIMIT_MAX)
  .default(LIMIT_DEFAULT)
  .describe(`Number of rows, 1 to ${LIMIT_MAX}, such as 20`);

export type QuestionInput = z.output<z.ZodObject<typeof questionShape>>;
export type Compare = z.output<typeof compareSchema>;
