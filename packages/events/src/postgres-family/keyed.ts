import type { Plan } from "../plan.ts";
import { isOneBucket, outerRange } from "../spans.ts";
import type { VisitPart } from "../visit-parts.ts";
import { readField, type Writing, writeProject } from "./conditions.ts";
import { writeInSpans } from "./spans.ts";
import { canTally, tallyCrossings, writeTallies } from "./tallies.ts";

/** Rows by key, how visitors come out of them, and the common tables that they read. */
export interface KeyedTallies {
  readonly rows: string;
  readonly visitors: { readonly aggregate: string; readonly overall: string };
  readonly shared: Readonly<Record<string, string>>;
}

/**
 * Visitors by what their visits carry, null where they have to be told apart one by one. A visitor's first visit in the
 * bucket is the only one of its kind, so it counts under its key without being compared with others; only what those
 * have seen who came again is. Takes half the time, but more planning than little data is worth.
 */
export function writeKeyedTallies(plan: Plan, part: VisitPart, writing: Writing): KeyedTallies | null {
  const { keys, spans, byBucket, skipEmptyKeys } = plan;
  const isOne = keys.length > 0 && !byBucket && !skipEmptyKeys && isOneBucket(spans);
  if (!isOne || writing.extent.isSmall || !canTally({ ...plan, keys: [] })) return null;
  const fields = part.by.map((field) => readField(field, { session: "s", event: "e" }, writing));
  const names = fields.map((_, index) => `key_${index}`);
  const visits = [writeProject("s", plan.projectId, writing), writeInSpans("s.started_at", spans, writing)];
  const since = writing.binder.integer(outerRange(spans).start);
  const columns = [...fields.map((field, index) => `${field} as ${names[index]}`), "s.visitor_id"].join(", ");
  const seen = [
    `select ${columns} from sessions s where ${[...visits, `s.prev_at >= ${since}`].join(" and ")}`,
    `select ${[...names, "visitor_id"].join(", ")} from crossing where here is not null`,
  ];
  const list = names.join(", ");
  const first = writing.dialect.readThrough(
    `select ${columns} from sessions s where ${[...visits, `s.prev_at < ${since}`].join(" and ")}`,
  );
  const rest = (visitors: string) => `0, 0, 0, 0, ${visitors}, 0, null::bigint, null::bigint`;
  const bucket = writing.binder.integer(spans[0]?.first ?? 0);
  const rows = [
    writeTallies(plan, writing, { keys: fields, crossing: "crossing" }),
    `select ${bucket}, ${list}, ${rest("count(*)")} from again group by ${list}`,
    // Whoever came again under the key of the first visit has been counted there.
    `select ${bucket}, ${list}, ${rest("-count(*)")} from (${first}) arriving join again using (${list}, visitor_id) group by ${list}`,
  ];
  return {
    rows: rows.join(" union all "),
    visitors: { aggregate: "sum(arrivals)", overall: `sum(arrivals_overall) + ${writing.dialect.countFew("late")}` },
    shared: {
      crossing: tallyCrossings(plan, fields, writing),
      again: `select distinct ${list}, visitor_id from (${seen.join(" union all ")}) seen`,
    },
  };
}
