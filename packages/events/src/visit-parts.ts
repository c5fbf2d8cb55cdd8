import { isOfSession } from "./fields.ts";
import type { Field, Part, Plan, PlannedMeasure } from "./plan.ts";

/** What visits and the events of crossing visits are measured by; `visitor_id` is to be counted, the rest added up. */
export type VisitColumn = "visitor_id" | "views" | "starts" | "bounces" | "session_ms";

/** Parts that can be measured together over visits. */
export interface VisitPart {
  readonly by: readonly Field[];
  readonly measures: readonly { readonly planned: PlannedMeasure; readonly column: VisitColumn }[];
}

/** What a measure of a kind of rows is over visits; what is not here cannot be taken from them. */
const COLUMNS: Readonly<Record<string, VisitColumn>> = {
  "activity visitors": "visitor_id",
  "pageviews count": "views",
  "sessions count": "starts",
  "sessions bounces": "bounces",
  "sessions sessionMs": "session_ms",
};

/**
 * All parts of a plan as one over visits, null where the plan asks for something that only single events know. A visit
 * that lies in one bucket tells its visitor and page views without a look at its events, which are many times as many.
 */
export function fuseParts(plan: Plan): VisitPart | null {
  const [first] = plan.parts;
  if (!first || plan.filters.page.length > 0 || plan.filters.event.length > 0) return null;
  if (plan.parts.every((part) => part.rows === "sessions")) return null;
  if (!plan.parts.every((part) => part.by.every(isOfSession) && sameFields(part.by, first.by))) return null;
  const measures = plan.parts.flatMap(measuresOverVisits);
  return measures.includes(null) ? null : { by: first.by, measures: measures.filter((measure) => measure !== null) };
}

function sameFields(one: readonly Field[], other: readonly Field[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function measuresOverVisits(part: Part): (VisitPart["measures"][number] | null)[] {
  return part.measures.map((planned) => {
    const column = COLUMNS[`${part.rows} ${planned.measure}`];
    return column === undefined ? null : { planned, column };
  });
}
