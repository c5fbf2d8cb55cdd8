import type { Actor, Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";

/** What checks of credentials stand on: nobody acts yet. */
export interface Stores {
  db: Database;
  clock: Clock;
}

/** What every verb stands on: the store, the time, and who acts. */
export interface Context extends Stores {
  actor: Actor;
}
