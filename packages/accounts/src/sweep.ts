import type { Stores } from "./context.ts";
import { ATTEMPTS_KEPT_MS } from "./sessions/attempts.ts";

/** Deletes what time has ended: sessions, devices, unfinished sign-ins, invitations, and failures that count no more. */
export async function sweepAccounts({ db, clock }: Stores): Promise<void> {
  const now = clock();
  for (const table of ["user_sessions", "known_devices", "sign_in_challenges", "invitations"] as const) {
    await db.deleteFrom(table).where("expires_at", "<=", now).execute();
  }
  await db
    .deleteFrom("sign_in_attempts")
    .where("last_at", "<=", now - ATTEMPTS_KEPT_MS)
    .execute();
}
