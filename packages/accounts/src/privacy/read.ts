import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireRole } from "../permissions.ts";
import { type PrivacySettings, toPrivacySettings } from "./settings.ts";

const ReadPrivacy = z.strictObject({ projectId: Id });

/** What a project has decided about its visitors. Admins of the project. */
export async function readPrivacy(ctx: Context, input: z.input<typeof ReadPrivacy>): Promise<PrivacySettings> {
  const { projectId } = parseInput(ReadPrivacy, input);
  await requireRole(ctx, projectId, "admin");
  return toPrivacySettings(await findSettings(ctx, projectId));
}

/** The row of a project that has decided something. */
export function findSettings({ db }: Pick<Context, "db">, projectId: string) {
  return db.selectFrom("privacy_settings").selectAll().where("project_id", "=", projectId).executeTakeFirst();
}
