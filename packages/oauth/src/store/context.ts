import type { Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { DocumentClients } from "../documents/resolve.ts";
import type { Renewals } from "./renewal.ts";

/** How long a used refresh token still works: two back-ends of one assistant refresh at the same time (claude-code#65408). */
export const REFRESH_GRACE_MS = 60_000;

/** What the stores of the library's models share. */
export interface StoreContext {
  db: Database;
  clock: Clock;
  /** Seals client secrets. */
  secretKey: string;
  /** Refresh tokens for any other resource count as gone. */
  resource: string;
  /** Told when a used refresh token is taken once more within the grace time. */
  onReuse: () => void;
  /** Clients that are known by the address of their document. */
  documents: DocumentClients;
  /** Renewals of tokens, which have read what they need. */
  renewals: Renewals;
}
