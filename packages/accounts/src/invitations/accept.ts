import { Conflict, Forbidden, hashSecret, NotFound, newId, type Role, roleAtLeast } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context, Stores } from "../context.ts";
import { Name, Password, parseInput } from "../input.ts";
import { findMembership, holdMembers } from "../members/owners.ts";
import { isOperator, readRole, requireUser } from "../permissions.ts";
import { rememberDevice } from "../sessions/devices.ts";
import { openSession } from "../sessions/open.ts";
import type { SignedIn } from "../sessions/sign-in.ts";
import { hashPassword } from "../users/passwords.ts";

const TOKEN_CHARACTERS_MAX = 128;
const Token = z.string().max(TOKEN_CHARACTERS_MAX);

/** What the page behind a link shows. */
export interface OpenInvitation {
  projectName: string;
  email: string;
  role: Role;
  /** The address has an account: its owner signs in instead of making one. */
  hasAccount: boolean;
}

/** The invitation behind a link. @throws NotFound when it is unknown, used, revoked or expired. */
export async function findInvitation(stores: Stores, token: string): Promise<OpenInvitation> {
  const { projectName, email, role } = await requireInvitation(stores, token);
  const user = await stores.db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
  return { projectName, email, role, hasAccount: user !== undefined };
}

const AcceptInvitation = z.strictObject({ token: Token });
export type AcceptInvitation = z.input<typeof AcceptInvitation>;

/**
 * Makes the acting user a member, with the invited role or the higher one that they have already. Works once.
 * @returns the project's id.
 * @throws Forbidden when the invitation is for another address.
 */
export async function acceptInvitation(ctx: Context, input: AcceptInvitation): Promise<string> {
  const userId = requireUser(ctx);
  const { token } = parseInput(AcceptInvitation, input);
  return inTransaction(ctx.db, async (tx) => {
    const stores = { db: tx, clock: ctx.clock };
    const { email } = await requireInvitation(stores, token);
    const user = await tx.selectFrom("users").select("email").where("id", "=", userId).executeTakeFirst();
    if (user?.email !== email) {
      throw new Forbidden(`This invitation is for ${email}. Sign out, then open the link again.`);
    }
    return join(stores, { token, userId });
  });
}

const AcceptAsNewUser = z.strictObject({
  token: Token,
  name: Name,
  password: Password,
  userAgent: z.string().default(""),
  device: z.string().max(TOKEN_CHARACTERS_MAX).nullable().default(null),
});
export type AcceptAsNewUser = z.input<typeof AcceptAsNewUser>;

/**
 * Makes an account for the invited address, makes it a member and signs it in. Works once.
 * @throws Conflict when the address has an account already.
 */
export async function acceptAsNewUser(
  stores: Stores,
  input: AcceptAsNewUser,
): Promise<SignedIn & { projectId: string }> {
  const { token, name, password, userAgent, device } = parseInput(AcceptAsNewUser, input);
  // Nobody makes this server hash without an invitation.
  await requireInvitation(stores, token);
  const passwordHash = await hashPassword(password, stores.passwordCost);
  return inTransaction(stores.db, async (tx) => {
    const inside = { db: tx, clock: stores.clock };
    const { email } = await requireInvitation(inside, token);
    const now = stores.clock();
    const userId = newId();
    const columns = { is_operator: 0, password_hash: passwordHash, created_at: now, password_changed_at: now };
    const made = await tx
      .insertInto("users")
      .values({ id: userId, email, name, ...columns })
      .onConflict((conflict) => conflict.column("email").doNothing())
      .executeTakeFirst();
    if (made.numInsertedOrUpdatedRows === 0n) throw new Conflict(`${email} has an account already. Sign in with it.`);
    const projectId = await join(inside, { token, userId });
    const session = await openSession(inside, userId, userAgent);
    return { kind: "signed_in", session, device: await rememberDevice(inside, { secret: device, userId }), projectId };
  });
}

/** Uses the invitation up: of two who do so at once one is a member afterwards. Runs in the transaction of the change. */
async function join(stores: Stores, { token, userId }: { token: string; userId: string }): Promise<string> {
  const { db: tx, clock } = stores;
  const { projectId, role } = await requireInvitation(stores, token);
  const used = await tx.deleteFrom("invitations").where("token_hash", "=", hashSecret(token)).executeTakeFirst();
  if (used.numDeletedRows === 0n) throw gone();
  await holdMembers(tx, projectId);
  const present = await findMembership({ db: tx }, projectId, userId);
  if (present && roleAtLeast(present, role)) return projectId;
  await tx
    .insertInto("memberships")
    .values({ user_id: userId, project_id: projectId, role, created_at: clock() })
    .onConflict((conflict) => conflict.columns(["user_id", "project_id"]).doUpdateSet({ role }))
    .execute();
  return projectId;
}

/** An invitation counts as long as who made it could make it again. */
async function requireInvitation({ db, clock }: Stores, token: string) {
  const row = await db
    .selectFrom("invitations")
    .innerJoin("projects", "projects.id", "invitations.project_id")
    .select(["invitations.project_id", "invitations.email", "invitations.role", "invitations.invited_by"])
    .select("projects.name")
    .where("invitations.token_hash", "=", hashSecret(token))
    .where("invitations.expires_at", ">", clock())
    .executeTakeFirst();
  if (!row) throw gone();
  const role = readRole(row.role);
  if (row.invited_by !== null && !(await mayStillInvite(db, row.invited_by, { projectId: row.project_id, role }))) {
    throw gone();
  }
  return { projectId: row.project_id, projectName: row.name, email: row.email, role };
}

async function mayStillInvite(
  db: Database,
  userId: string,
  { projectId, role }: { projectId: string; role: Role },
): Promise<boolean> {
  if (await isOperator({ db }, userId)) return true;
  const acting = await findMembership({ db }, projectId, userId);
  return acting !== null && roleAtLeast(acting, role === "owner" ? "owner" : "admin");
}

function gone(): NotFound {
  return new NotFound("This invitation was used, has ended or was taken back. Ask for a new one.");
}
