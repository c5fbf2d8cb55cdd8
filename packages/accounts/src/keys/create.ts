import { Conflict, hashSecret, newId, newKey } from "@heliometer/core";
import type { ApiKeyRow } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, Name, oneOf, parseInput } from "../input.ts";
import { actingUserId, requireRole, requireUser } from "../permissions.ts";
import type { NewKey } from "./view.ts";

/** Keys alive at once, of one project or of one user. */
const LIVE_KEYS_MAX = 100;
const HINT_CHARACTERS = 4;

const CreateKey = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("secret"), access: oneOf(["full", "read"]), projectId: Id, name: Name }),
    z.strictObject({ kind: z.literal("public"), projectId: Id, name: Name }),
    z.strictObject({ kind: z.literal("personal"), name: Name }),
  ],
  "must be public, secret or personal.",
);
export type CreateKey = z.input<typeof CreateKey>;

/**
 * Makes a key. Project keys need an admin of the project, personal tokens a signed-in user.
 * @throws Conflict when too many are alive.
 */
export async function createKey(ctx: Context, input: CreateKey): Promise<NewKey> {
  const wanted = parseInput(CreateKey, input);
  if (wanted.kind !== "personal") await requireRole(ctx, wanted.projectId, "admin");
  const owner =
    wanted.kind === "personal"
      ? { project_id: null, user_id: requireUser(ctx) }
      : { project_id: wanted.projectId, user_id: null };
  await requireRoom(ctx, owner);
  const key = newKey(wanted.kind);
  const made = { id: newId(), key, hint: key.slice(-HINT_CHARACTERS) };
  await ctx.db
    .insertInto("api_keys")
    .values({
      ...owner,
      id: made.id,
      kind: wanted.kind,
      access: accessOf(wanted),
      name: wanted.name,
      secret_hash: hashSecret(key),
      public_value: wanted.kind === "public" ? key : null,
      hint: made.hint,
      created_by: actingUserId(ctx),
      created_at: ctx.clock(),
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
  return made;
}

function accessOf(wanted: z.output<typeof CreateKey>): "send" | "full" | "read" {
  if (wanted.kind === "secret") return wanted.access;
  return wanted.kind === "public" ? "send" : "read";
}

async function requireRoom(ctx: Context, owner: Pick<ApiKeyRow, "project_id" | "user_id">): Promise<void> {
  const { live } = await ctx.db
    .selectFrom("api_keys")
    .select((column) => column.fn.countAll<number>().as("live"))
    .where("revoked_at", "is", null)
    .where((where) =>
      owner.project_id === null ? where("user_id", "=", owner.user_id) : where("project_id", "=", owner.project_id),
    )
    .executeTakeFirstOrThrow();
  if (live < LIVE_KEYS_MAX) return;
  throw new Conflict(`There are ${LIVE_KEYS_MAX} keys already, which is the most. Revoke one that is not used.`);
}
