import type { Answer } from "@heliometer/analytics";
import type { Frame } from "../frame.ts";
import type { State } from "./state.ts";

const DEFAULT_PERIOD = "last_7_days";
const DAY_CHARACTERS = 10;

/** Which days are shown, as the menu says it. */
export interface ShownDays {
  label: string;
  /** Null for dates. */
  period: string | null;
  /** First and last day of the zone, such as 2026-11-21. */
  startDate: string;
  endDate: string;
}

/** The days of an answer in the reader's words. */
export function shownDays({ text, format }: Frame, state: State, { start, end, timezone }: Answer["meta"]): ShownDays {
  const periods: Readonly<Record<string, string>> = text.periods;
  const period = periodOf(state);
  const lastInstant = new Date(Date.parse(end) - 1);
  return {
    label: (period && periods[period]) || format.range(start, end, timezone),
    period,
    startDate: start.slice(0, DAY_CHARACTERS),
    endDate: lastInstant.toLocaleDateString("sv-SE", { timeZone: timezone }),
  };
}

/** What the menu says before anything could be read. */
export function defaultDays({ text }: Frame): ShownDays {
  return { label: text.periods[DEFAULT_PERIOD], period: null, startDate: "", endDate: "" };
}

function periodOf({ period, startDate, endDate }: State): string | null {
  if (startDate !== undefined || endDate !== undefined) return null;
  return typeof period === "string" ? period : DEFAULT_PERIOD;
}
