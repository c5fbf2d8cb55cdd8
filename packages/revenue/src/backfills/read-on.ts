import { HeliometerError, isPostgresOutage } from "@heliometer/core";
import type { RevenueBackfillRow } from "@heliometer/db";
import { openSecret } from "../connections/secrets.ts";
import type { DeskContext } from "../deliveries/desk-context.ts";
import { inTurn } from "../deliveries/in-turn.ts";
import { applyReading } from "../parts/apply-reading.ts";
import { findProvider } from "../providers/catalogue.ts";
import { type History, HistoryFault, type HistoryPage } from "../providers/provider.ts";

/** A node that has not stored a page for so long is taken for gone, and another one goes on. */
const LEASE_MS = 20_000;
const PAUSE_MAX_MS = 600_000;
const FIRST_PAUSE_MS = 1_000;
const DOUBLINGS_MAX = 20;
/** With the longest pause between them: more than a day. */
const ATTEMPTS_MAX = 200;
const REASON_CHARACTERS_MAX = 500;

type Run = RevenueBackfillRow & { provider: string; sealed_api_key: string | null };

interface Place {
  readonly step: number;
  readonly position: string | null;
}

/** Reads on in every history whose turn it is, one after the other, each until it is done or has to wait. */
export async function readOnHistories(ctx: DeskContext, signal: AbortSignal): Promise<void> {
  for (const run of await listDue(ctx)) {
    if (signal.aborted) return;
    if (await claim(ctx, run)) await readOn(ctx, run, signal);
  }
}

function listDue({ db, clock }: DeskContext): Promise<Run[]> {
  return db
    .selectFrom("revenue_backfills as run")
    .innerJoin("revenue_connections as connection", "connection.id", "run.connection_id")
    .selectAll("run")
    .select(["connection.provider", "connection.sealed_api_key"])
    .where("run.state", "=", "running")
    .where("run.due_at", "<=", clock())
    .orderBy("run.due_at")
    .execute();
}

/** Of several nodes one gets the run. */
async function claim({ db, clock }: DeskContext, { id, due_at: dueAt }: Run): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("revenue_backfills")
    .set({ due_at: clock() + LEASE_MS })
    .where("id", "=", id)
    .where("state", "=", "running")
    .where("due_at", "=", dueAt)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function readOn(ctx: DeskContext, run: Run, signal: AbortSignal): Promise<void> {
  try {
    const history = await openHistory(ctx, run);
    await readPages(ctx, { run, history }, signal);
  } catch (error) {
    if (isPostgresOutage(error)) throw error;
    await putOff(ctx, run, error);
  }
}

function openHistory(ctx: DeskContext, { connection_id: id, provider, sealed_api_key: sealed }: Run): Promise<History> {
  if (sealed === null) throw new HistoryFault("The API key of the connection was taken away.", null);
  const apiKey = openSecret(ctx.secret, { id, field: "apiKey" }, sealed);
  return findProvider(provider).openHistory({ apiKey, address: ctx.addresses?.[provider] });
}

async function readPages(
  ctx: DeskContext,
  { run, history }: { run: Run; history: History },
  signal: AbortSignal,
): Promise<void> {
  const read = (place: Place) => {
    const step = history.steps[place.step];
    if (step === undefined) throw new HistoryFault("This history was begun by another release.", null);
    return history.readPage({ step, position: place.position, now: ctx.clock() });
  };
  let place: Place | null = { step: run.step, position: run.position };
  let coming = read(place);
  while (place) {
    const page = await coming;
    const next = placeAfter(place, page, history);
    // The next page is on its way while this one is stored.
    if (next && !signal.aborted) {
      coming = read(next);
      coming.catch(() => undefined);
    }
    const isOwn = await storePage(ctx, { run, place, next }, page);
    if (!isOwn || signal.aborted) return;
    place = next;
  }
  ctx.log.info({ connection: run.connection_id, backfill: run.id }, "A history was read to its end");
}

function placeAfter({ step }: Place, { next }: HistoryPage, { steps }: History): Place | null {
  if (next !== null) return { step, position: next };
  return step + 1 < steps.length ? { step: step + 1, position: null } : null;
}

/** Stores a page with the place of the next one. False: the run was stopped, or another node has stored this page. */
async function storePage(
  ctx: DeskContext,
  { run, place, next }: { run: Run; place: Place; next: Place | null },
  page: HistoryPage,
): Promise<boolean> {
  return inTurn(ctx, run.project_id, async (tx) => {
    const now = await tx.db.selectFrom("revenue_backfills").selectAll().where("id", "=", run.id).executeTakeFirst();
    if (now?.state !== "running" || now.step !== place.step || now.position !== place.position) return false;
    const { rejected, remarks } = await applyReading(
      tx,
      { projectId: run.project_id, provider: run.provider },
      page.reading,
    );
    const faults = [...page.faults, ...rejected.map(({ fault }) => `${fault.field}: ${fault.rule}`)];
    for (const reason of faults) ctx.log.warn({ connection: run.connection_id, reason }, "A past object was left out");
    for (const { rule } of remarks)
      ctx.log.warn({ connection: run.connection_id, reason: rule }, "A past object contradicts what is known");
    const at = ctx.clock();
    await tx.db
      .updateTable("revenue_backfills")
      .set({
        step: next?.step ?? place.step + 1,
        position: next?.position ?? null,
        objects: now.objects + page.objects,
        rejected: now.rejected + faults.length,
        reason: (faults[0] ?? remarks[0]?.rule)?.slice(0, REASON_CHARACTERS_MAX) ?? null,
        attempts: 0,
        due_at: at + LEASE_MS,
        updated_at: at,
        ...(next === null && { state: "done", finished_at: at }),
      })
      .where("id", "=", run.id)
      .execute();
    return true;
  });
}

/** Waits as long as the provider asks, or longer from attempt to attempt; gives up what waiting does not mend. */
async function putOff({ db, clock, log }: DeskContext, { id, connection_id }: Run, error: unknown): Promise<void> {
  const known = error instanceof HistoryFault || error instanceof HeliometerError;
  const message = error instanceof Error ? error.message : String(error);
  const reason = known ? message : `It could not be stored here: ${message}`;
  const row = await db.selectFrom("revenue_backfills").select("attempts").where("id", "=", id).executeTakeFirst();
  if (!row) return;
  const asked = error instanceof HistoryFault ? error.retryAfterMs : FIRST_PAUSE_MS;
  const isOver = asked === null || row.attempts >= ATTEMPTS_MAX;
  const grown = FIRST_PAUSE_MS * 2 ** Math.min(row.attempts, DOUBLINGS_MAX);
  const now = clock();
  await db
    .updateTable("revenue_backfills")
    .set({
      attempts: row.attempts + 1,
      reason: reason.slice(0, REASON_CHARACTERS_MAX),
      updated_at: now,
      due_at: now + Math.max(asked ?? 0, Math.min(grown, PAUSE_MAX_MS)),
      ...(isOver && { state: "failed", finished_at: now }),
    })
    .where("id", "=", id)
    .where("state", "=", "running")
    .execute();
  log.warn(
    { connection: connection_id, backfill: id, reason },
    isOver ? "A history could not be read" : "A history waits",
  );
}
