import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { comesAfter, Place } from "../newest-first.ts";
import { requireRole } from "../permissions.ts";

const CALLS_AT_ONCE = 100;

const ListCalls = z.strictObject({
  projectId: Id,
  /** Only calls before this one: the last of the page before. */
  before: Place.optional(),
  /** Only calls of one key or connection. */
  credentialId: Id.optional(),
});
export type ListCalls = z.input<typeof ListCalls>;

/** A call of a tool, for people. */
export interface CallView {
  id: string;
  at: number;
  /** E-mail address of the person; null for a project's key. */
  who: string | null;
  /** Name of the key or of the connected app; null when it is gone. */
  credential: string | null;
  actorKind: string;
  client: string;
  tool: string;
  argumentsDigest: string;
  rowCount: number | null;
  durationMs: number;
  outcome: string;
}

/** The calls over MCP that were about a project, the newest first, a page at a time. Admins of the project. */
export async function listCalls(ctx: Context, input: ListCalls): Promise<{ calls: CallView[]; hasMore: boolean }> {
  const { projectId, before, credentialId } = parseInput(ListCalls, input);
  await requireRole(ctx, projectId, "admin");
  const wanted = { projectId, ...(before && { before }), ...(credentialId && { credentialId }) };
  const calls = await selectCalls(ctx, { ...wanted, limit: CALLS_AT_ONCE + 1 });
  return { calls: calls.slice(0, CALLS_AT_ONCE), hasMore: calls.length > CALLS_AT_ONCE };
}

/** Reads calls with the names that their people, keys and apps have today. */
export async function selectCalls(
  { db }: Pick<Context, "db">,
  wanted: { projectId: string; credentialId?: string; before?: { at: number; id: string }; limit: number },
): Promise<CallView[]> {
  const rows = await db
    .selectFrom("mcp_calls as call")
    .leftJoin("users", "users.id", "call.user_id")
    .leftJoin("api_keys as key", "key.id", "call.credential_id")
    .leftJoin("oauth_grants as grant", "grant.id", "call.credential_id")
    .leftJoin("oauth_clients as app", "app.id", "grant.client_id")
    .select(["call.id", "call.at", "call.actor_kind", "call.client", "call.tool", "call.arguments_digest"])
    .select(["call.row_count", "call.duration_ms", "call.outcome"])
    .select(["users.email", "key.name as key_name", "app.name as app_name"])
    .where("call.project_id", "=", wanted.projectId)
    .$if(wanted.credentialId !== undefined, (query) =>
      query.where("call.credential_id", "=", wanted.credentialId ?? ""),
    )
    .where(comesAfter(wanted.before, { at: "call.at", id: "call.id" }))
    .orderBy("call.at", "desc")
    .orderBy("call.id", "desc")
    .limit(wanted.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    who: row.email,
    credential: row.key_name ?? row.app_name,
    actorKind: row.actor_kind,
    client: row.client,
    tool: row.tool,
    argumentsDigest: row.arguments_digest,
    rowCount: row.row_count,
    durationMs: row.duration_ms,
    outcome: row.outcome,
  }));
}
