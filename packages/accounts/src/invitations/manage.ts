import { hashSecret, InvalidInput, NotFound, newId, newSecret, ROLES } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Email, Id, oneOf, parseInput } from "../input.ts";
import { requireOwnerFor } from "../members/owners.ts";
import { actingUserId, readRole, requireRole } from "../permissions.ts";
import type { InvitationView } from "./view.ts";

const INVITATION_MS = 7 * 86_400_000;

const InviteMember = z.strictObject({ projectId: Id, email: Email, role: oneOf(ROLES) });
export type InviteMember = z.input<typeof InviteMember>;

/** An invitation that was just made; `token` is shown once and exists nowhere else. */
export interface NewInvitation extends InvitationView {
  token: string;
}

/**
 * Makes a one-time link into a project, good for seven days. An earlier invitation of the same address ends. Admins of
 * the project; owners are invited by owners.
 * @throws InvalidInput when the address belongs to a member.
 */
export async function inviteMember(ctx: Context, input: InviteMember): Promise<NewInvitation> {
  const { projectId, email, role } = parseInput(InviteMember, input);
  const acting = await requireRole(ctx, projectId, "admin");
  requireOwnerFor(acting, [role]);
  await requireNoMember(ctx, projectId, email);
  const now = ctx.clock();
  const token = newSecret();
  const invitation = { id: newId(), email, role, createdAt: now, expiresAt: now + INVITATION_MS };
  await ctx.db.deleteFrom("invitations").where("project_id", "=", projectId).where("email", "=", email).execute();
  await ctx.db
    .insertInto("invitations")
    .values({
      id: invitation.id,
      token_hash: hashSecret(token),
      project_id: projectId,
      email,
      role,
      invited_by: actingUserId(ctx),
      created_at: now,
      expires_at: invitation.expiresAt,
    })
    .execute();
  return { ...invitation, token };
}

const ListInvitations = z.strictObject({ projectId: Id });
export type ListInvitations = z.input<typeof ListInvitations>;

/** The invitations of a project that wait, the newest first. Admins of the project. */
export async function listInvitations(ctx: Context, input: ListInvitations): Promise<InvitationView[]> {
  const { projectId } = parseInput(ListInvitations, input);
  await requireRole(ctx, projectId, "admin");
  const rows = await ctx.db
    .selectFrom("invitations")
    .select(["id", "email", "role", "created_at", "expires_at"])
    .where("project_id", "=", projectId)
    .where("expires_at", ">", ctx.clock())
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: readRole(row.role),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}

const RevokeInvitation = z.strictObject({ projectId: Id, invitationId: Id });
export type RevokeInvitation = z.input<typeof RevokeInvitation>;

/** Ends an invitation; its link opens nothing any more. Admins of the project. @throws NotFound */
export async function revokeInvitation(ctx: Context, input: RevokeInvitation): Promise<void> {
  const { projectId, invitationId } = parseInput(RevokeInvitation, input);
  await requireRole(ctx, projectId, "admin");
  const ended = await ctx.db
    .deleteFrom("invitations")
    .where("id", "=", invitationId)
    .where("project_id", "=", projectId)
    .executeTakeFirst();
  if (ended.numDeletedRows === 0n) throw new NotFound("No such invitation.");
}

async function requireNoMember(ctx: Context, projectId: string, email: string): Promise<void> {
  const member = await ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .select("users.id")
    .where("memberships.project_id", "=", projectId)
    .where("users.email", "=", email)
    .executeTakeFirst();
  if (member) throw new InvalidInput({ field: "email", rule: "belongs to a member of this project.", received: email });
}
