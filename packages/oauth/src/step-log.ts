import { type Clock, newId } from "@heliometer/core";
import type { Database, OauthStepRow } from "@heliometer/db";
import type { AuthorizationStep } from "./steps.ts";

/** Steps wait this long for company: one statement writes them all. */
const FLUSH_AFTER_MS = 250;
const MINUTE_MS = 60_000;
/** Rows of one client and minute; all that name no registered client share one such share. */
const ROWS_PER_CLIENT_AND_MINUTE = 60;
const ROWS_PER_MINUTE = 1_000;
const TEXT_CHARACTERS_MAX = 300;
const ID_CHARACTERS_MAX = 200;

/** The stored log of authorization steps, which the page that explains refusals reads. */
export interface StepLog {
  /** Takes a step; it is written a moment later. Above its limits steps are left out: the process's own log has them. */
  record(step: AuthorizationStep): void;
  /** Writes what is waiting. */
  flush(): Promise<void>;
}

export interface StepLogOptions {
  db: Database;
  clock: Clock;
  /** Told when steps could not be written; they are lost for the page, and nothing else suffers. */
  onFailure: (error: unknown) => void;
}

/** Writes steps in batches, so that a refresh does not wait for its own log. */
export function createStepLog({ db, clock, onFailure }: StepLogOptions): StepLog {
  const allowed = createAllowance(clock);
  let waiting: OauthStepRow[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function record(step: AuthorizationStep): void {
    if (!allowed(step)) return;
    waiting.push(rowOf(step, clock()));
    timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS).unref();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const rows = waiting;
    waiting = [];
    if (rows.length > 0) writing = writing.then(() => writeSteps(db, rows)).catch(onFailure);
    return writing;
  }

  return { record, flush };
}

/** A flood of requests must not fill the table. Registered clients have a share each; unknown ones have one together. */
function createAllowance(clock: Clock): (step: AuthorizationStep) => boolean {
  let minute = 0;
  let total = 0;
  let counts = new Map<string, number>();
  return ({ clientId, clientName }) => {
    const now = Math.floor(clock() / MINUTE_MS);
    if (now !== minute) {
      minute = now;
      total = 0;
      counts = new Map();
    }
    const key = clientId !== null && clientName !== null ? clientId : "unknown";
    const count = counts.get(key) ?? 0;
    if (count >= ROWS_PER_CLIENT_AND_MINUTE || total >= ROWS_PER_MINUTE) return false;
    counts.set(key, count + 1);
    total += 1;
    return true;
  };
}

async function writeSteps(db: Database, rows: OauthStepRow[]): Promise<void> {
  const owners = await findOwners(db, rows);
  const known = await knownUsers(db, [...rows.map(({ user_id }) => user_id), ...owners.values()]);
  const owned = rows.map((row) => {
    const userId = row.user_id ?? owners.get(row.client_id ?? "") ?? null;
    return { ...row, user_id: userId !== null && known.has(userId) ? userId : null };
  });
  await db.insertInto("oauth_steps").values(owned).execute();
  for (const { step, outcome, user_id, flow_id, client_id } of owned) {
    if (step !== "consent" || outcome !== "ok" || user_id === null) continue;
    await db
      .updateTable("oauth_steps")
      .set({ user_id })
      .where("user_id", "is", null)
      .where((is) =>
        is.or([is("flow_id", "=", flow_id), ...(isShared(client_id) ? [] : [is("flow_id", "=", client_id)])]),
      )
      .execute();
  }
}

/**
 * Whose a client is that somebody connected before: what it does later is an attempt of the same person, also when the
 * registration is gone. A client that is known by the address of its document belongs to everybody who uses it.
 */
async function findOwners(db: Database, rows: readonly OauthStepRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Set<string>();
  for (const { user_id, client_id } of rows) if (user_id === null && !isShared(client_id)) ids.add(client_id);
  if (ids.size === 0) return new Map();
  const found = await db
    .selectFrom("oauth_steps")
    .select(["client_id", "user_id"])
    .distinct()
    .where("client_id", "in", [...ids])
    .where("user_id", "is not", null)
    .execute();
  const owned = [...found, ...rows].flatMap(({ client_id, user_id }): [string, string][] =>
    client_id !== null && user_id !== null && ids.has(client_id) ? [[client_id, user_id]] : [],
  );
  return new Map(owned);
}

/** A user may be deleted between a step and its row. */
async function knownUsers(db: Database, ids: readonly (string | null)[]): Promise<ReadonlySet<string>> {
  const given = [...new Set(ids.filter((id) => id !== null))];
  if (given.length === 0) return new Set();
  const rows = await db.selectFrom("users").select("id").where("id", "in", given).execute();
  return new Set(rows.map(({ id }) => id));
}

function isShared(clientId: string | null): clientId is null {
  return clientId === null || clientId.startsWith("https:");
}

function rowOf(step: AuthorizationStep, at: number): OauthStepRow {
  return {
    id: newId(),
    flow_id: step.flowId,
    at,
    client_id: step.clientId?.slice(0, ID_CHARACTERS_MAX) ?? null,
    client_name: step.clientName === null ? null : textOf(step.clientName),
    redirect_host: step.redirectHost === null ? null : textOf(step.redirectHost),
    user_id: step.userId,
    step: step.stage,
    outcome: outcomeOf(step),
    reason: step.step === "denied" ? "access_denied" : step.error,
    detail: detailOf(step),
  };
}

function outcomeOf({ step }: AuthorizationStep): "ok" | "declined" | "refused" {
  if (step === "refused") return "refused";
  return step === "denied" ? "declined" : "ok";
}

/** The exception behind a `server_error` stays in the process's own log: it may speak of the inside. */
function detailOf({ error, errorDetail, errorDescription }: AuthorizationStep): string | null {
  const detail = error === "server_error" ? null : (errorDetail ?? errorDescription);
  return detail === null ? null : textOf(detail);
}

function textOf(text: string): string {
  return text.slice(0, TEXT_CHARACTERS_MAX).replace(/[\p{Cc}\p{Cf}]/gu, " ");
}
