import type { Database, RevenueBackfillRow, RevenueConnectionRow } from "@heliometer/db";
import type { ConnectionContext } from "./context.ts";
import { webhookPath } from "./webhook-path.ts";

const FAILURES_SHOWN_MAX = 20;

/** A delivery that could not be applied yet, was given up, or was applied although it contradicts what was known. */
export interface DeliveryFailure {
  readonly eventId: string;
  readonly eventType: string;
  readonly receivedAt: number;
  readonly attempts: number;
  readonly reason: string;
  readonly isApplied: boolean;
  /** Null: it was given up, or applied. */
  readonly nextAttemptAt: number | null;
}

/** The newest run that reads a connection's history. */
export interface BackfillView {
  readonly id: string;
  readonly state: "running" | "done" | "failed" | "stopped";
  /** Kinds of objects that are read already, and of how many. */
  readonly stepsDone: number;
  readonly objects: number;
  readonly rejected: number;
  /** Why it waits or failed; null while all goes well. */
  readonly reason: string | null;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

/** A connection as people see it: no secret, only whether there is one. */
export interface ConnectionView {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly webhookPath: string;
  readonly hasSigningSecret: boolean;
  readonly hasApiKey: boolean;
  readonly createdAt: number;
  readonly lastDeliveryAt: number | null;
  /** Deliveries applied so far. */
  readonly applied: number;
  /** Deliveries that wait for being applied. */
  readonly waiting: number;
  /** Deliveries refused so far: their signature was wrong or old. */
  readonly refused: number;
  readonly lastRefusedAt: number | null;
  readonly lastRefusedReason: string | null;
  /** The newest ones that failed. */
  readonly failures: readonly DeliveryFailure[];
  readonly backfill: BackfillView | null;
}

/** The connections of a project, oldest first. Needs an admin of the project. */
export async function listConnections(
  ctx: ConnectionContext,
  { projectId }: { readonly projectId: string },
): Promise<ConnectionView[]> {
  await ctx.requireAdmin(projectId);
  const rows = await ctx.db
    .selectFrom("revenue_connections")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return Promise.all(rows.map((row) => toView(ctx.db, row)));
}

async function toView(db: Database, row: RevenueConnectionRow): Promise<ConnectionView> {
  const [waiting, failures, backfill] = [
    await countWaiting(db, row.id),
    await listFailures(db, row.id),
    await findBackfill(db, row.id),
  ];
  return {
    id: row.id,
    provider: row.provider,
    name: row.name,
    webhookPath: webhookPath(row.provider, row.id),
    hasSigningSecret: row.sealed_signing_secret !== null,
    hasApiKey: row.sealed_api_key !== null,
    createdAt: row.created_at,
    lastDeliveryAt: row.last_delivery_at,
    applied: row.applied,
    waiting,
    refused: row.refused,
    lastRefusedAt: row.last_refused_at,
    lastRefusedReason: row.last_refused_reason,
    failures,
    backfill: backfill ? toBackfillView(backfill) : null,
  };
}

async function countWaiting(db: Database, connectionId: string): Promise<number> {
  const { count } = await db
    .selectFrom("revenue_deliveries")
    .select((column) => column.fn.countAll<number>().as("count"))
    .where("connection_id", "=", connectionId)
    .where("state", "=", "waiting")
    .executeTakeFirstOrThrow();
  return count;
}

async function listFailures(db: Database, connectionId: string): Promise<DeliveryFailure[]> {
  const rows = await db
    .selectFrom("revenue_deliveries")
    .select(["event_id", "event_type", "received_at", "attempts", "reason", "state", "due_at"])
    .where("connection_id", "=", connectionId)
    .where("state", "in", ["waiting", "noted", "given_up"])
    .where("reason", "is not", null)
    .orderBy("received_at", "desc")
    .limit(FAILURES_SHOWN_MAX)
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    eventType: row.event_type,
    receivedAt: row.received_at,
    attempts: row.attempts,
    reason: row.reason ?? "",
    isApplied: row.state === "noted",
    nextAttemptAt: row.state === "waiting" ? row.due_at : null,
  }));
}

function findBackfill(db: Database, connectionId: string): Promise<RevenueBackfillRow | undefined> {
  return db
    .selectFrom("revenue_backfills")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .orderBy("started_at", "desc")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

const STATES = ["running", "done", "failed", "stopped"] as const;

function toBackfillView(row: RevenueBackfillRow): BackfillView {
  return {
    id: row.id,
    state: STATES.find((state) => state === row.state) ?? "failed",
    stepsDone: row.step,
    objects: row.objects,
    rejected: row.rejected,
    reason: row.reason,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
