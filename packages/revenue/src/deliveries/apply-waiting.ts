import { setTimeout } from "node:timers/promises";
import { HeliometerError, isPostgresOutage } from "@heliometer/core";
import { type RevenueDeliveryRow, unseal } from "@heliometer/db";
import { sql } from "kysely";
import { z } from "zod";
import { applyReading } from "../parts/apply-reading.ts";
import { findProvider } from "../providers/catalogue.ts";
import { joinReadings } from "../providers/history.ts";
import { describeShape, NOTHING, type Reading } from "../providers/provider.ts";
import { sealOfDelivery } from "./accept.ts";
import type { DeskContext } from "./desk-context.ts";
import { inTurn } from "./in-turn.ts";

/** Deliveries of one transaction: enough to share its cost, and soon done, so that those that come in need not wait. */
const BATCH_MAX = 25;
const BREATH_MAX_MS = 250;
const PROJECTS_MAX = 100;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEPT_TRYING_MS = 7 * DAY_MS;
const FIRST_PAUSE_MS = 30_000;
const PAUSE_MAX_MS = 6 * HOUR_MS;
const DOUBLINGS_MAX = 20;
const REASON_CHARACTERS_MAX = 500;

/** Applies the deliveries that wait, project by project, until none is due. */
export async function applyWaiting(ctx: DeskContext, signal: AbortSignal): Promise<void> {
  for (const projectId of await listProjects(ctx)) {
    for (let isMore = true; isMore && !signal.aborted; ) {
      const startedAt = performance.now();
      isMore = await applyBatch(ctx, projectId);
      // What came meanwhile is taken in first: applying has half of the process at most, and its backlog is safe.
      await setTimeout(Math.min(performance.now() - startedAt, BREATH_MAX_MS));
    }
  }
}

async function listProjects({ db, clock }: DeskContext): Promise<string[]> {
  const rows = await db
    .selectFrom("revenue_deliveries")
    .select("project_id")
    .distinct()
    .where("state", "=", "waiting")
    .where("due_at", "<=", clock())
    .limit(PROJECTS_MAX)
    .execute();
  return rows.map((row) => row.project_id);
}

type Waiting = Pick<RevenueDeliveryRow, "connection_id" | "event_id" | "payload" | "received_at" | "attempts"> & {
  provider: string;
};

/** Applies the oldest ones together; where one of them fails, each by itself. False: none was due. */
async function applyBatch(ctx: DeskContext, projectId: string): Promise<boolean> {
  try {
    const count = await inTurn(ctx, projectId, async (tx) => {
      const due = await listDue(tx, projectId, BATCH_MAX);
      for (const [provider, deliveries] of Map.groupBy(due, (each) => each.provider)) {
        const readings = deliveries.map((delivery) => readDelivery(tx, delivery));
        const remark = await enter(tx, { projectId, provider }, joinReadings(readings));
        // Whose it is shows when each is applied by itself.
        if (remark !== null) throw new DeliveryFault(remark);
      }
      await markApplied(tx, due, null);
      return due.length;
    });
    return count === BATCH_MAX;
  } catch (error) {
    if (isPostgresOutage(error)) throw error;
    return applyOneByOne(ctx, projectId);
  }
}

async function applyOneByOne(ctx: DeskContext, projectId: string): Promise<boolean> {
  const due = await listDue(ctx, projectId, BATCH_MAX);
  for (const delivery of due) {
    try {
      await inTurn(ctx, projectId, async (tx) => {
        const remark = await enter(tx, { projectId, provider: delivery.provider }, readDelivery(tx, delivery));
        await markApplied(tx, [delivery], remark);
      });
    } catch (error) {
      if (isPostgresOutage(error)) throw error;
      await putOff(ctx, delivery, reasonOf(error));
    }
  }
  return due.length === BATCH_MAX;
}

function listDue({ db, clock }: DeskContext, projectId: string, limit: number): Promise<Waiting[]> {
  return db
    .selectFrom("revenue_deliveries as delivery")
    .innerJoin("revenue_connections as connection", "connection.id", "delivery.connection_id")
    .select(["delivery.connection_id", "delivery.event_id", "delivery.payload", "delivery.received_at"])
    .select(["delivery.attempts", "connection.provider"])
    .where("delivery.project_id", "=", projectId)
    .where("delivery.state", "=", "waiting")
    .where("delivery.due_at", "<=", clock())
    .orderBy("delivery.due_at")
    .orderBy("delivery.event_id")
    .limit(limit)
    .execute();
}

/** Why a delivery could not be applied: for people, without what it held. */
class DeliveryFault extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof DeliveryFault || error instanceof HeliometerError) return error.message;
  return `It could not be applied here: ${error instanceof Error ? error.message : String(error)}`;
}

function readDelivery({ secret }: DeskContext, { connection_id, event_id, payload, provider }: Waiting): Reading {
  const text = unseal(sealOfDelivery(secret.secretKey, connection_id, event_id), payload);
  try {
    return findProvider(provider).read(JSON.parse(text));
  } catch (error) {
    if (error instanceof z.ZodError) throw new DeliveryFault(describeShape(error));
    throw error;
  }
}

/** Resolves with what has to be remarked upon, null for nothing. @throws DeliveryFault where something is refused. */
async function enter(
  ctx: DeskContext,
  source: { projectId: string; provider: string },
  reading: Reading,
): Promise<string | null> {
  if (reading === NOTHING) return null;
  const { rejected, remarks } = await applyReading(ctx, source, reading);
  const [first] = rejected;
  if (first) throw new DeliveryFault(`${first.fault.field}: ${first.fault.rule}`);
  return remarks[0]?.rule ?? null;
}

async function markApplied(
  { db, clock, log }: DeskContext,
  deliveries: readonly Waiting[],
  remark: string | null,
): Promise<void> {
  const now = clock();
  for (const [connectionId, own] of Map.groupBy(deliveries, (each) => each.connection_id)) {
    const { numUpdatedRows: count } = await db
      .updateTable("revenue_deliveries")
      .set({ state: remark === null ? "applied" : "noted", payload: "", reason: remark, due_at: now })
      .where("connection_id", "=", connectionId)
      .where(
        "event_id",
        "in",
        own.map((each) => each.event_id),
      )
      .where("state", "=", "waiting")
      .executeTakeFirstOrThrow();
    await db
      .updateTable("revenue_connections")
      .set({
        applied: sql`applied + ${Number(count)}`,
        last_delivery_at: Math.max(...own.map((each) => each.received_at)),
      })
      .where("id", "=", connectionId)
      .execute();
    if (remark !== null) log.warn({ connection: connectionId, reason: remark }, "A delivery contradicts what is known");
  }
}

/** Tries a delivery again later: after half a minute, then after twice the time, for a week. */
async function putOff({ db, clock, log }: DeskContext, delivery: Waiting, reason: string): Promise<void> {
  const { connection_id, event_id, received_at, attempts } = delivery;
  const now = clock();
  const isOver = now - received_at >= KEPT_TRYING_MS;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, DOUBLINGS_MAX), PAUSE_MAX_MS);
  await db
    .updateTable("revenue_deliveries")
    .set({
      attempts: attempts + 1,
      due_at: now + pauseMs,
      reason: reason.slice(0, REASON_CHARACTERS_MAX),
      ...(isOver && { state: "given_up", payload: "", due_at: now }),
    })
    .where("connection_id", "=", connection_id)
    .where("event_id", "=", event_id)
    .where("state", "=", "waiting")
    .execute();
  const message = isOver ? "A delivery was given up" : "A delivery could not be applied; it is tried again";
  log.warn({ connection: connection_id, event: event_id, reason }, message);
}
