import type { Clock } from "@heliometer/core";
import { type Database, openPersonKey } from "@heliometer/db";

/** What the ledger of money stands on. */
export interface RevenueContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly secret: RevenueSecret;
}

/** What customers' names and addresses are sealed and hashed with. */
export interface RevenueSecret {
  /** The operator's SECRET_KEY. */
  readonly secretKey: string;
  /** The key of the hashes that people are found by. */
  readonly personKey: string;
}

/** Opens what names and addresses are sealed and hashed with; once for a process. */
export async function openRevenueSecret(
  stores: Pick<RevenueContext, "db" | "clock"> & { readonly secretKey: string },
): Promise<RevenueSecret> {
  return { secretKey: stores.secretKey, personKey: await openPersonKey(stores) };
}
