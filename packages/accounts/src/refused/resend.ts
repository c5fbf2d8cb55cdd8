import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireRole } from "../permissions.ts";

/** All of a reason, or without one all of a project. */
export const AskedResend = z.strictObject({ projectId: Id, reason: z.string().max(100).optional() });
export type AskedResend = z.input<typeof AskedResend>;

/** With `id` that one event alone. */
const ResendRefused = z.strictObject({ ...AskedResend.shape, id: Id.optional() });
export type ResendRefused = z.input<typeof ResendRefused>;

/** A refused event on its way to the door again. */
export interface ResentEvent {
  id: string;
  projectId: string;
  /** The original time of receipt. */
  at: number;
  kind: string;
  body: string;
  circumstances: string;
}

/** What the door said this time; null when it took the event. */
export type ResentAnswer = { reason: string; detail: string } | null;

export interface ResendResult {
  taken: number;
  refused: number;
  /** Those of which the body was too long to be kept whole. */
  incomplete: number;
}

const EVENTS_AT_ONCE = 200;

/**
 * Sends kept events through the door again, the oldest first, with their original times of receipt. What it takes is
 * deleted here; what it refuses stays, with the reason of today. Admins of the project.
 */
export async function resendRefused(
  ctx: Context,
  input: ResendRefused,
  send: (event: ResentEvent) => Promise<ResentAnswer>,
): Promise<ResendResult> {
  const { projectId, id, reason } = parseInput(ResendRefused, input);
  await requireRole(ctx, projectId, "admin");
  const result: ResendResult = { taken: 0, refused: 0, incomplete: 0 };
  let after = { at: -1, id: "" };
  for (;;) {
    const rows = await ctx.db
      .selectFrom("refused_events")
      .selectAll()
      .where("project_id", "=", projectId)
      .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
      .$if(reason !== undefined, (query) => query.where("reason", "=", reason ?? ""))
      .where((where) =>
        where.or([where("at", ">", after.at), where.and([where("at", "=", after.at), where("id", ">", after.id)])]),
      )
      .orderBy("at")
      .orderBy("id")
      .limit(EVENTS_AT_ONCE)
      .execute();
    for (const row of rows) {
      after = { at: Number(row.at), id: row.id };
      if (row.is_whole === 0) result.incomplete += 1;
      else if (await resend(ctx, { ...row, projectId, at: Number(row.at) }, send)) result.taken += 1;
      else result.refused += 1;
    }
    if (rows.length < EVENTS_AT_ONCE) return result;
  }
}

async function resend(
  { db }: Context,
  { id, projectId, at, kind, body, circumstances }: ResentEvent,
  send: (event: ResentEvent) => Promise<ResentAnswer>,
): Promise<boolean> {
  const refusal = await send({ id, projectId, at, kind, body, circumstances });
  if (refusal) await db.updateTable("refused_events").set(refusal).where("id", "=", id).execute();
  else await db.deleteFrom("refused_events").where("id", "=", id).execute();
  return refusal === null;
}
