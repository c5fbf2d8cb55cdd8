import type { Actor, Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { PasswordCost } from "./users/passwords.ts";

/** What checks of credentials stand on: nobody acts yet. */
export interface Stores {
  db: Database;
  clock: Clock;
  /** The work behind the hash of a new password; only tests that are about something else choose less than the default. */
  passwordCost?: PasswordCost;
}

/** Stores with the key that opens what lies sealed in them. */
export interface SealingStores extends Stores {
  /** The operator's SECRET_KEY. */
  secretKey: string;
}

/** What every verb stands on: the store, the time, and who acts. */
export interface Context extends Stores {
  actor: Actor;
}

/** A context for the verbs that seal or open secrets. */
export type SealingContext = Context & SealingStores;
