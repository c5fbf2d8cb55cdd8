import { hashSecret } from "@heliometer/core";
import type { Stores } from "../context.ts";

/** Ends the session of a cookie at once; an unknown one is no error. */
export async function signOut({ db }: Pick<Stores, "db">, secret: string): Promise<void> {
  await db.deleteFrom("user_sessions").where("id_hash", "=", hashSecret(secret)).execute();
}
