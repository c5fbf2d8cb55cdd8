import type { Field, Plan, ResultRow } from "../../../plan.ts";
import { isOneBucket, outerRange } from "../../../spans.ts";
import { countPresent, countViewers, type Stretch } from "./count-seen.ts";
import { SEEN_TEXTS, type Sightings } from "./sightings.ts";

/** Counts visitors by text; without texts all under ''. */
type Count = (sightings: Sightings, stretch: Stretch) => Map<string, number>;

/**
 * Answers a plan that counts different visitors of one bucket, who are there or who view pages; null for any other. The
 * rows are those that the statement for the plan would have brought.
 */
export function answerPresence(plan: Plan, sightings: Sightings): ResultRow[] | null {
  const count = countOf(plan);
  if (!count) return null;
  const counts = count(sightings, outerRange(plan.spans));
  const names = plan.parts.flatMap(({ measures }) => measures.map(({ name }) => name));
  const measured = (visitors: number) => Object.fromEntries(names.map((name) => [name, visitors]));
  const [key] = plan.keys;
  if (key === undefined) return [{ total: 0, ...measured(counts.get("") ?? 0) }];
  if (plan.skipEmptyKeys) counts.delete("");
  const rows = plan.order === undefined ? [...counts].sort(byText) : [...counts].sort(byCount);
  const shown = rows.slice(0, plan.limit);
  return shown.map(([text, visitors]) => ({ total: 0, [key]: text, ...measured(visitors), groups: rows.length }));
}

function countOf({ spans, parts, filters, byBucket, totals }: Plan): Count | null {
  const [part, ...others] = parts;
  const isFiltered = [filters.session, filters.page, filters.event].some((conditions) => conditions.length > 0);
  if (!part || others.length > 0 || isFiltered || byBucket || totals || !isOneBucket(spans)) return null;
  if (part.measures.some(({ measure, bucket }) => measure !== "visitors" || bucket !== undefined)) return null;
  const [field, ...further] = part.by;
  if (further.length > 0) return null;
  if (part.rows === "pageviews") return countsViewers(field);
  return part.rows === "presence" ? countsPresent(field) : null;
}

function countsViewers(field: Field | undefined): Count | null {
  if (field && !(field.of === "event" && field.column === "path")) return null;
  return (sightings, stretch) => countViewers(sightings, stretch, field !== undefined);
}

function countsPresent(field: Field | undefined): Count | null {
  if (!field) return (sightings, stretch) => countPresent(sightings, stretch, null);
  const text = field.of === "session" ? SEEN_TEXTS.find((name) => name === field.column) : undefined;
  return text ? (sightings, stretch) => countPresent(sightings, stretch, text) : null;
}

function byCount([one, count]: [string, number], [other, otherCount]: [string, number]): number {
  return otherCount - count || byText([one], [other]);
}

/** By code points, as engines do: halves of a pair stand for a sign above all that one unit can tell. */
function byText([one]: readonly [string, ...unknown[]], [other]: readonly [string, ...unknown[]]): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const difference = weigh(one.charCodeAt(index)) - weigh(other.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

function weigh(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
