import { roleAtLeast } from "@heliometer/core";
import type { OauthStepRow } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, isOperator, requireRole } from "../permissions.ts";

const DAY_MS = 86_400_000;
/** As long as the steps are kept. */
const KEPT_MS = 30 * DAY_MS;
/** Attempts of nobody (refused before anyone signed in) are told for a day: somebody is trying at this moment. */
const UNATTRIBUTED_MS = DAY_MS;
const STEPS_MAX = 2_000;
const ATTEMPTS_PER_CLIENT_MAX = 5;
const CLIENTS_MAX = 20;

const ListAttempts = z.strictObject({ projectId: Id });
export type ListAttempts = z.input<typeof ListAttempts>;

/** One step of an attempt, in plain codes. */
export interface AttemptStep {
  /** Milliseconds. */
  at: number;
  step: "register" | "authorize" | "consent" | "token" | "refresh" | "revoke" | "other";
  outcome: "ok" | "declined" | "refused";
  /** Where this step wanted the person sent, as host and port: it may be another place than the registered one. */
  redirectHost: string | null;
  /** OAuth error code, such as `invalid_redirect_uri`; null when all went well. */
  reason: string | null;
  /** What was wrong, as a sentence for whoever runs the client; plain text, to be escaped. */
  detail: string | null;
}

/** One try to connect, or one connection's life: all steps that share a flow, the oldest first. */
export interface Attempt {
  flowId: string;
  /** Whose attempt it was; null: nobody had signed in. */
  userEmail: string | null;
  steps: AttemptStep[];
}

/** The last attempts of one client. Name and host are what the client says of itself: plain text, to be escaped. */
export interface ClientAttempts {
  clientName: string | null;
  /** Without a port for an app on the person's own computer, which takes another one each time. */
  redirectHost: string | null;
  /** The newest first, at most five. */
  attempts: Attempt[];
}

/**
 * The last attempts to connect per client, the client with the newest step first.
 *
 * An admin sees the attempts of the project's members, everybody else their own. An attempt at which nobody had signed
 * in belongs to no project: those of the last day are shown to operators, and to admins where the instance has a single
 * organization, since there is no other tenant whose attempt it could be.
 */
export async function listAttempts(ctx: Context, input: ListAttempts): Promise<ClientAttempts[]> {
  const { projectId } = parseInput(ListAttempts, input);
  const role = await requireRole(ctx, projectId, "viewer");
  const userId = actingUserId(ctx);
  const isAdmin = roleAtLeast(role, "admin");
  const seesUnattributed = isAdmin && (await mayUnattributed(ctx, userId));
  const now = ctx.clock();
  const rows = await ctx.db
    .selectFrom("oauth_steps as step")
    .leftJoin("users", "users.id", "step.user_id")
    .selectAll("step")
    .select("users.email")
    .where("step.at", ">", now - KEPT_MS)
    .where((is) => {
      const members = is
        .selectFrom("memberships")
        .select("user_id")
        .where("project_id", "=", projectId)
        .$if(!isAdmin, (query) => query.where("user_id", "=", userId));
      const attributed = is("step.user_id", "in", members);
      if (!seesUnattributed) return attributed;
      return is.or([attributed, is.and([is("step.user_id", "is", null), is("step.at", ">", now - UNATTRIBUTED_MS)])]);
    })
    .orderBy("step.at", "desc")
    .limit(STEPS_MAX)
    .execute();
  return groupByClient(rows);
}

async function mayUnattributed(ctx: Context, userId: string | null): Promise<boolean> {
  if (userId === null || (await isOperator(ctx, userId))) return true;
  const organizations = await ctx.db.selectFrom("organizations").select("id").limit(2).execute();
  return organizations.length === 1;
}

type Row = OauthStepRow & { email: string | null };

function groupByClient(newestFirst: readonly Row[]): ClientAttempts[] {
  const flows = new Map<string, Row[]>();
  for (const row of newestFirst) {
    // A registration belongs to the flow that uses it first; alone, it is an attempt that went no further.
    flows.set(row.flow_id, [row, ...(flows.get(row.flow_id) ?? [])]);
  }
  joinRegistrations(flows);
  // A client whose registration is gone has no name any more; its earlier steps have one.
  const names = new Map(newestFirst.map((row) => [row.client_name && row.client_id, row.client_name]));
  const clients = new Map<string, ClientAttempts>();
  for (const [flowId, rows] of flows) {
    const clientId = rows.find(({ client_id }) => client_id !== null)?.client_id ?? null;
    const named = rows.find(({ client_name }) => client_name !== null)?.client_name ?? null;
    const clientName = named ?? (clientId === null ? null : (names.get(clientId) ?? null));
    const redirectHost = portless(rows.find(({ redirect_host }) => redirect_host !== null)?.redirect_host ?? null);
    const key = JSON.stringify([clientName, redirectHost]);
    const client = clients.get(key) ?? { clientName, redirectHost, attempts: [] };
    clients.set(key, client);
    if (client.attempts.length >= ATTEMPTS_PER_CLIENT_MAX) continue;
    client.attempts.push({
      flowId,
      userEmail: rows.find(({ email }) => email !== null)?.email ?? null,
      steps: rows.map(toStep),
    });
  }
  return [...clients.values()].slice(0, CLIENTS_MAX);
}

/** Puts the registration of a client, whose flow is the client itself, before the oldest flow of that client. */
function joinRegistrations(flows: Map<string, Row[]>): void {
  for (const [flowId, rows] of [...flows].reverse()) {
    const clientId = rows[0]?.client_id ?? null;
    const registration = clientId === null || clientId === flowId ? undefined : flows.get(clientId);
    if (clientId === null || registration === undefined) continue;
    flows.set(flowId, [...registration, ...rows]);
    flows.delete(clientId);
  }
}

function portless(host: string | null): string | null {
  return host?.replace(/^(localhost|127\.0\.0\.1|\[::1\]):\d+$/u, "$1") ?? null;
}

function toStep({ at, step, outcome, redirect_host, reason, detail }: Row): AttemptStep {
  return {
    at,
    step: step as AttemptStep["step"],
    outcome: outcome as AttemptStep["outcome"],
    redirectHost: redirect_host,
    reason,
    detail,
  };
}
