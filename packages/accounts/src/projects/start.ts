import { inTransaction } from "@heliometer/db";
import type { Context } from "../context.ts";
import { createKey } from "../keys/create.ts";
import { createOrganization } from "../organizations/create.ts";
import { actingUserId } from "../permissions.ts";
import { type CreateProject, createProject } from "./create.ts";

/** Two presses of a button, or going back and pressing again, make one project. */
const REPEATED_MS = 60_000;
const KEY_NAME = "Website";

/** A project as a person asks for it; without an organization it gets one of its own, which only operators may add. */
export type StartProject = Omit<CreateProject, "organizationId"> & { organizationId?: string };

/**
 * Adds a project that can take events at once: with its public key. The same person asking for the same name again within
 * a minute gets the project that is there.
 * @returns the project's id.
 */
export async function startProject(ctx: Context, input: StartProject): Promise<string> {
  const { organizationId, ...fields } = input;
  return inTransaction(ctx.db, async (db) => {
    const inside = { ...ctx, db };
    const repeated = await findRepeated(inside, fields.name);
    if (repeated !== null) return repeated;
    const home = organizationId ?? (await createOrganization(inside, { name: fields.name })).id;
    const { id } = await createProject(inside, { organizationId: home, ...fields });
    await createKey(inside, { kind: "public", projectId: id, name: KEY_NAME });
    return id;
  });
}

async function findRepeated(ctx: Context, name: string): Promise<string | null> {
  const userId = actingUserId(ctx);
  if (userId === null) return null;
  const project = await ctx.db
    .selectFrom("projects")
    .innerJoin("memberships", "memberships.project_id", "projects.id")
    .select("projects.id")
    .where("memberships.user_id", "=", userId)
    .where("memberships.role", "=", "owner")
    .where("projects.name", "=", name.trim())
    .where("projects.created_at", ">", ctx.clock() - REPEATED_MS)
    .executeTakeFirst();
  return project?.id ?? null;
}
