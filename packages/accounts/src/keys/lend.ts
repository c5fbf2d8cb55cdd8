import type { Context } from "../context.ts";
import { createKey } from "./create.ts";

const NAME = "Test of the connection";

/**
 * Runs `use` with a personal token of the acting user that exists for that long and leaves no row behind: for a call
 * that the product makes to itself in a person's name, with what that person may read.
 */
export async function lendToken<Result>(ctx: Context, use: (token: string) => Promise<Result>): Promise<Result> {
  const { id, key } = await createKey(ctx, { kind: "personal", name: NAME });
  try {
    return await use(key);
  } finally {
    await ctx.db.deleteFrom("api_keys").where("id", "=", id).execute();
  }
}
