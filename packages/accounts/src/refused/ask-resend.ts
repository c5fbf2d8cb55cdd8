import { NotFound } from "@heliometer/core";
import { writeSetting } from "@heliometer/db";
import type { Context, Stores } from "../context.ts";
import { parseInput } from "../input.ts";
import { requireRole } from "../permissions.ts";
import { AskedResend, type ResendResult, type ResentAnswer, type ResentEvent, resendRefused } from "./resend.ts";

/** What has been asked stands among the settings, each wish under a name of its own, until it is done. */
const PREFIX = "refused_resend ";

/** Has a running server send kept events again, which only it can: the journal is its own. Admins of the project. */
export async function askResend(ctx: Context, input: AskedResend): Promise<void> {
  const asked = parseInput(AskedResend, input);
  await requireRole(ctx, asked.projectId, "admin");
  await writeSetting(ctx.db, `${PREFIX}${JSON.stringify(asked)}`, String(ctx.clock()));
}

/**
 * Does what has been asked so far; resolves with what came of each. Several servers may do the same at once: an event counts
 * once however often it is sent. What cannot be done now stays asked.
 */
export async function resendAsked(
  { db, clock }: Stores,
  send: (event: ResentEvent) => Promise<ResentAnswer>,
): Promise<(ResendResult & { projectId: string })[]> {
  const rows = await db.selectFrom("settings").selectAll().where("name", "like", `${PREFIX}%`).execute();
  const results: (ResendResult & { projectId: string })[] = [];
  for (const { name, value } of rows) {
    const asked = AskedResend.parse(JSON.parse(name.slice(PREFIX.length)));
    try {
      const result = await resendRefused({ db, clock, actor: { kind: "operator" } }, asked, send);
      results.push({ projectId: asked.projectId, ...result });
    } catch (error) {
      // The project was deleted meanwhile, with what was kept of it.
      if (!(error instanceof NotFound)) throw error;
    }
    // Whoever has asked once more since then is served once more.
    await db.deleteFrom("settings").where("name", "=", name).where("value", "=", value).execute();
  }
  return results;
}
