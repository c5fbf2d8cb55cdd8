import { sql } from "kysely";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { comesAfter, Place } from "../newest-first.ts";
import { requireRole } from "../permissions.ts";
import { REFUSED_KEPT_DAYS } from "./sweep.ts";

const EVENTS_AT_ONCE = 50;
const DAY_MS = 86_400_000;

const ListRefused = z.strictObject({
  projectId: Id,
  /** Only those that were refused for it. */
  reason: z.string().max(100).optional(),
  /** Only events before this one: the last of the page before. */
  before: Place.optional(),
});
export type ListRefused = z.input<typeof ListRefused>;

/** A refused event, for people. */
export interface RefusedView {
  id: string;
  at: number;
  reason: string;
  detail: string;
  kind: string;
  /** As it came; written by a stranger. */
  body: string;
  isWhole: boolean;
}

/** How much was left out for a reason in the last days, and how many of these events are kept. */
export interface RefusedTotal {
  reason: string;
  events: number;
  kept: number;
}

export interface RefusedList {
  totals: RefusedTotal[];
  events: RefusedView[];
  hasMore: boolean;
}

/** What was sent to a project and left out in the last days: totals by reason, and the newest events. Admins. */
export async function listRefused(ctx: Context, input: ListRefused): Promise<RefusedList> {
  const { projectId, reason, before } = parseInput(ListRefused, input);
  await requireRole(ctx, projectId, "admin");
  const rows = await ctx.db
    .selectFrom("refused_events")
    .select(["id", "at", "reason", "detail", "kind", "body", "is_whole"])
    .where("project_id", "=", projectId)
    .$if(reason !== undefined, (query) => query.where("reason", "=", reason ?? ""))
    .where(comesAfter(before, { at: "at", id: "id" }))
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(EVENTS_AT_ONCE + 1)
    .execute();
  const events = rows.slice(0, EVENTS_AT_ONCE).map(({ is_whole, ...row }) => ({ ...row, isWhole: is_whole === 1 }));
  return { totals: await totalsOf(ctx, projectId), events, hasMore: rows.length > EVENTS_AT_ONCE };
}

async function totalsOf({ db, clock }: Context, projectId: string): Promise<RefusedTotal[]> {
  const firstDay = Math.floor(clock() / DAY_MS) - REFUSED_KEPT_DAYS;
  const counted = await db
    .selectFrom("refused_counts")
    .select(["reason", sql<number>`sum(events)`.as("events")])
    .where("project_id", "=", projectId)
    .where("day", ">=", firstDay)
    .groupBy("reason")
    .execute();
  const kept = await db
    .selectFrom("refused_events")
    .select(["reason", sql<number>`count(*)`.as("kept")])
    .where("project_id", "=", projectId)
    .groupBy("reason")
    .execute();
  const keptOf = new Map(kept.map((row) => [row.reason, Number(row.kept)]));
  return counted
    .map(({ reason, events }) => ({ reason, events: Number(events), kept: keptOf.get(reason) ?? 0 }))
    .toSorted((one, other) => other.events - one.events || (one.reason < other.reason ? -1 : 1));
}
